import type { Handlers } from './handler.ts'

/**
 * Every operation's handler. Each resource's file exports its part as
 * `export const runHandlers = { … } satisfies Partial<Handlers>`; `runStepHandlers` and
 * `runEventHandlers` alike.
 */
export const handlers: Partial<Handlers> = {}
