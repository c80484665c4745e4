import { OUTCOME_UNKNOWN, type Patience } from '../util/patience.ts'
import { ApiFailure, isNotFound, isServersFault, isUnanswered } from './failure.ts'
import { untilWorthTrying } from './insistently.ts'
import { Untellable } from './repeats.ts'

/** How long an answer is waited for, and one that tells whether something was done. */
export const ANSWER_MS = 60_000
export const LOOK_MS = 10_000
/** An answer that is this late may be lost on its way: it is looked whether the thing is done. */
const LATE_MS = 5000

type Look<Done> = (signal: AbortSignal) => Promise<Done | undefined>

/**
 * Asks for something to be done. Where no answer comes, in time or at all, it looks for what was done
 * before it says that it failed.
 * @param hope what another try comes to, where nobody can tell
 * @throws {ApiFailure} where it was not done, and `OutcomeUnknown` where nobody can tell
 */
export const askOnce = async <Done>(
  ask: (signal: AbortSignal) => Promise<Done>,
  look: Look<Done>,
  patience: Patience = {},
  hope: () => string = () => NOT_TWICE,
): Promise<Done> => {
  const { signal: own, timeout = timeoutOf } = patience
  const late = timeout(ANSWER_MS)
  const found = new AbortController()
  const signal = AbortSignal.any([late, found.signal, ...(own ? [own] : [])])
  const early = foundEarly(look, signal, timeout)
  try {
    return await Promise.race([ask(signal), early])
  } catch (error) {
    if (!signal.aborted && !isUnanswered(error)) throw error
    const done = await untilKnown(look, patience, hope)
    if (done !== undefined) return done
    throw signal.aborted ? noAnswer(own?.aborted ?? false, error) : brokenOff(error)
  } finally {
    found.abort()
  }
}

/** What is changed or deleted stays so. */
const NOT_TWICE = 'Trying again does not do it twice.'

const timeoutOf = (ms: number) => AbortSignal.timeout(ms)

/** What is found while the answer is still waited for; what is not found may be on its way. */
const foundEarly = <Done>(
  look: Look<Done>,
  waiting: AbortSignal,
  timeout: (ms: number) => AbortSignal,
): Promise<Done> =>
  new Promise((resolve) => {
    timeout(LATE_MS).addEventListener('abort', () => {
      if (waiting.aborted) return
      const tell = (done: Done | undefined) => done !== undefined && resolve(done)
      look(timeout(LOOK_MS)).then(tell, () => undefined)
    })
  })

/** What was done, or undefined where nothing was. @throws {ApiFailure} */
const untilKnown = async <Done>(
  look: Look<Done>,
  { onDoubt, timeout = timeoutOf, pause = untilWorthTrying }: Patience,
  hope: () => string,
): Promise<Done | undefined> => {
  let wake: () => void = () => undefined
  // Told once, and again to whoever asked.
  let isToBeTold = true
  const lookNow = () => {
    isToBeTold = true
    wake()
  }
  try {
    for (;;) {
      try {
        return await look(timeout(LOOK_MS))
      } catch (cause) {
        // What it was to be done to is not there.
        if (isNotFound(cause)) throw cause
        if (!onDoubt || !(cause instanceof ApiFailure || isTimeout(cause)))
          throw new OutcomeUnknown(cause, hope())
        const error = new OutcomeUnknown(cause, 'It is asked again until it answers.')
        await new Promise<void>((resolve) => {
          wake = resolve
          const isNews = isToBeTold
          isToBeTold = false
          if (isNews) onDoubt({ error, lookNow })
          void pause().then(resolve)
        })
      }
    }
  } finally {
    onDoubt?.(undefined)
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')

/** Nothing was refused and nothing is known to be done: another try goes on from here. */
const noAnswer = (isCancelled: boolean, cause: unknown): ApiFailure =>
  new ApiFailure(
    isCancelled
      ? 'You stopped waiting for the server’s answer.'
      : `The server gave no answer within ${ANSWER_MS / 1000} seconds.`,
    { kind: 'unreachable', cause },
  )

/** The server is there again, and has nothing of it. */
const brokenOff = (error: unknown): unknown =>
  error instanceof ApiFailure && error.kind === 'unreachable'
    ? new ApiFailure('The connection to the server broke off.', { kind: error.kind, cause: error })
    : error

/** No answer came, and nobody could be asked what became of it. */
export class OutcomeUnknown extends ApiFailure {
  override name = OUTCOME_UNKNOWN
  constructor(cause: unknown, hope: string) {
    super(`${whyUnknown(cause)} ${hope}`, { kind: 'unreachable', cause })
  }
}

const whyUnknown = (cause: unknown): string => {
  if (cause instanceof Untellable) return cause.message
  if (isTimeout(cause)) return 'The server does not tell yet whether it was done.'
  return isServersFault(cause) ? 'The server answers with errors.' : 'The server cannot be reached.'
}
