import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'

import type { Assistant } from '#contract/assistant.ts'
import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import { isStandIn } from '#contract/stand-in.ts'

import { chosenAssistant, useChosenAssistant } from '../util/chosen-assistant.ts'
import { assistantQuery, assistantsQuery } from './assistants.ts'
import { isNotFound } from './failure.ts'
import { NEW_THREAD } from './new-thread-id.ts'
import { runsQuery } from './runs.ts'

/** What is known of who may be meant to answer in a thread. An empty id means nobody. */
export interface Clues {
  /** Whom the reader chose for it. */
  here: string | null | undefined
  /** Whoever ran last in it; null for nobody, undefined while its runs are on their way. */
  ran: string | null | undefined
  /** Whom the reader chose last anywhere. */
  lately: string | null | undefined
  /** It is not stored yet: it has nobody's words but the reader's. */
  isNew: boolean
}

type Named = Pick<Assistant, 'id' | 'name'> & Partial<Pick<Assistant, 'metadata'>>

/**
 * Who answers. `isGone`: whoever is meant was deleted, and the reader is to say who shall instead.
 * `isUnknown`: it depends on what is still on its way.
 */
export interface Choice<One> {
  chosen: One | undefined
  isGone: boolean
  isUnknown: boolean
  /** Only the id of `chosen` is known so far. */
  isNameless: boolean
}

/** The assistant that a thread is bound to, by the reader's choice or by its last run. */
export const ownOf = ({ here, ran }: Clues): string | undefined => here ?? ran ?? undefined

/**
 * Who answers in a thread: its own assistant, else in a new one whom the reader chose last, else the only
 * one there is. Of several that the reader never chose from, none is likelier than another. Nobody answers
 * unasked in what others wrote: no stand-in of an import, and nobody who was chosen elsewhere.
 * `assistants` and `ran` are undefined while they are on their way. `looked` is what was found of its own
 * where the list does not hold that; undefined while nobody knows.
 */
export const choiceOf = <One extends Named>(
  known: Clues,
  assistants: readonly One[] | undefined,
  looked: One | 'gone' | undefined,
): Choice<One | Named> => {
  const find = (id: string | null | undefined) => assistants?.find((one) => one.id === id)
  const choice = (chosen: One | Named | undefined) => ({
    chosen,
    isGone: false,
    isUnknown: false,
    isNameless: false,
  })
  const own = ownOf(known)
  if (own === '') return choice(undefined)
  if (own === undefined) {
    if (!assistants || known.ran === undefined) return { ...choice(undefined), isUnknown: true }
    const only = assistants.length === 1 ? assistants[0] : undefined
    const likely = (known.isNew ? find(known.lately) : undefined) ?? only
    return choice(likely && isStandIn(likely) ? undefined : likely)
  }
  const listed = find(own)
  const found = listed ?? (looked === 'gone' ? undefined : looked)
  if (known.here === undefined && found && isStandIn(found)) return choice(undefined)
  if (listed) return choice(listed)
  if (looked === 'gone') return { ...choice(undefined), isGone: true }
  return looked ? choice(looked) : { ...choice({ id: own, name: null }), isNameless: true }
}

/** Who answers in this thread, and who else could. `always`: a choice to send without a run does not count. */
export const useAssistantChoice = (threadId: string, { always = false } = {}) => {
  const list = useInfiniteQuery(assistantsQuery())
  const listed = list.data?.pages.flatMap((page) => page.data)
  const assistants = listed ?? []
  const { here, lately } = useChosenAssistant(threadId)
  const ran = ranLast(threadId, useInfiniteQuery(runsQuery(threadId)).data)
  const isNew = threadId === NEW_THREAD
  const known: Clues = { here: always ? here || undefined : here, ran, lately, isNew }
  const own = ownOf(known)
  const isListed = assistants.some(({ id }) => id === own)
  const other = useQuery({
    ...assistantQuery(own ?? ''),
    enabled: Boolean(own) && list.data !== undefined && !isListed,
  })
  const looked = isNotFound(other.error) ? 'gone' : other.data
  const choice = choiceOf(known, listed, looked)
  // Where the name cannot be read, the id has to do.
  const isNaming = choice.isNameless && !list.error && !other.error
  return { list, assistants, ...choice, isNaming }
}

const ranLast = (threadId: string, runs: InfiniteData<List<Run>> | undefined): Clues['ran'] =>
  // One that is not stored yet has no runs to wait for.
  runs || threadId === NEW_THREAD ? (runs?.pages[0]?.data[0]?.assistant_id ?? null) : undefined

/** Who answers in this thread, once that is known. @throws {ApiFailure} */
export const assistantOnceKnown = async (
  client: QueryClient,
  threadId: string,
): Promise<string | undefined> => {
  const [list, runs] = await Promise.all([
    client.ensureInfiniteQueryData(assistantsQuery()),
    threadId === NEW_THREAD ? undefined : client.ensureInfiniteQueryData(runsQuery(threadId)),
  ])
  const isNew = threadId === NEW_THREAD
  const known = { ...chosenAssistant(threadId), ran: ranLast(threadId, runs), isNew }
  const assistants = list.pages.flatMap((page) => page.data)
  return choiceOf(known, assistants, undefined).chosen?.id
}
