import { AsyncLocalStorage } from 'node:async_hooks'

import type { Actor } from '#contract/change.ts'

const acting = new AsyncLocalStorage<Actor>()

/** Does something on somebody's behalf: the changes that it asks for are theirs, also those it waits for. */
export const actingAs = <Made>(actor: Actor, work: () => Made): Made => acting.run(actor, work)

/** On whose behalf things are done here. */
export const actorNow = (): Actor => acting.getStore() ?? 'server'
