import type { Mirror } from '#contract/mirror.ts'
import type { Session } from '#contract/session.ts'

/** Whether there is another server behind this one, and whether that lists its threads; undefined while not known. */
let hasBehind: boolean | undefined
let listsThreads: boolean | undefined

/** What the session tells of it. */
export const heardSession = ({ upstream }: Pick<Session, 'upstream'>): void => {
  hasBehind = upstream
}

/** What is told of the copy of the server behind. */
export const heardMirror = ({ lists_threads }: Pick<Mirror, 'lists_threads'>): void => {
  hasBehind = true
  listsThreads = lists_threads ?? undefined
}

/**
 * Whether what makes something is done once, however often it is asked for with one key: here it is, and
 * at another Clew, which is what lists its threads. Of any other server behind, and of one that is not known
 * yet, nobody can promise it.
 */
export const isRepeatSafe = (): boolean => hasBehind === false || listsThreads === true

/** What another try of what makes something comes to. */
export const repeatWords = (): string =>
  isRepeatSafe()
    ? 'Trying again does not do it twice.'
    : 'Trying again may do it twice: the server behind takes a repeat for a new request.'

/** What was asked for cannot be looked for: whether it was done stays unknown. It is not looked for again by itself. */
export class Untellable extends Error {
  override name = 'Untellable'
}
