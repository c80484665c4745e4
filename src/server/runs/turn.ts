import type { Run, Usage } from '#contract/run.ts'

import { ModelError } from '../models/provider.ts'
import type { ModelEvent, ModelRequest } from '../models/provider.ts'
import { Answer } from './answer.ts'
import { LogWriter } from './log-writer.ts'
import { buildModelRequest } from './model-request.ts'
import { allSteps } from './pages.ts'
import { seconds } from './parts.ts'
import type { EngineParts } from './parts.ts'
import { runEvent } from './pieces.ts'
import type { LogEntry } from './pieces.ts'
import { addUsage, before, patchFor } from './transition.ts'
import type { Transition } from './transition.ts'

type Finish = Extract<ModelEvent, { type: 'finish' }>

/** Why a turn stopped before its end: the run was cancelled, expired or deleted in between. */
export class TurnTaken extends Error {
  override name = 'TurnTaken'
}

/**
 * Works on a queued run until it ends or needs a client: one model call.
 * @throws {ModelError} the call failed
 * @throws {TurnTaken} the run is no longer in this turn's hands
 */
export const takeTurn = async (
  parts: EngineParts,
  queued: Run,
  signal: AbortSignal,
): Promise<void> => {
  const run = await move(parts, queued, { to: 'in_progress' }, { events: [] })
  const steps = await allSteps(parts.store, run.thread_id, run.id)
  const used = addUsage(steps.map(({ usage }) => usage))
  const built = await buildModelRequest(parts, run, steps, used)
  if ('exhausted' in built) {
    await move(
      parts,
      run,
      { to: 'incomplete', reason: built.exhausted, usage: used },
      { events: [] },
    )
    return
  }

  const lost = new AbortController()
  const log = new LogWriter(
    (entry) => append(parts, run, entry),
    () => lost.abort(new TurnTaken()),
  )
  const answer = new Answer(run, log, parts.newId, () => seconds(parts))
  let finish: Finish
  try {
    const stop = AbortSignal.any([signal, lost.signal])
    finish = await stream(parts, built.request, { answer, log, signal: stop })
  } catch (error) {
    await append(parts, run, await log.close())
    throw error
  }
  const { transition, entry } = conclude(answer, finish, used)
  const rest = await log.close()
  const whole = join(rest, entry)
  if (!(await tryMove(parts, run, transition, whole))) {
    // What was said until then is kept, though the run did not end by it.
    await append(parts, run, rest)
    throw new TurnTaken()
  }
}

const stream = async (
  { models }: EngineParts,
  request: ModelRequest,
  { answer, log, signal }: { answer: Answer; log: LogWriter; signal: AbortSignal },
): Promise<Finish> => {
  for await (const event of models.stream(request, signal)) {
    signal.throwIfAborted()
    if (event.type === 'finish') return event
    answer.take(event)
    const room = log.room()
    if (room) await room
  }
  signal.throwIfAborted()
  throw new ModelError('server_error', 'The model ended its answer without a finish.')
}

const conclude = (
  answer: Answer,
  finish: Finish,
  used: Usage,
): { transition: Transition; entry: LogEntry } => {
  const { prompt_tokens, completion_tokens } = finish.usage
  const own = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  const usage = addUsage([used, own])
  const cut = cutOf(finish)
  const conclusion = answer.conclude(own, cut?.message)
  const { entry } = conclusion
  if (conclusion.type === 'calls') {
    const { required_action } = conclusion
    return { entry, transition: { to: 'requires_action', required_action, usage } }
  }
  if (cut) return { entry, transition: { to: 'incomplete', reason: cut.run, usage } }
  return { entry, transition: { to: 'completed', usage } }
}

/** What a finish means where it is not the model's own will. Runs have no word for a content filter. */
const cutOf = ({ reason }: Finish) => {
  if (reason === 'length') return { message: 'max_tokens', run: 'max_completion_tokens' } as const
  if (reason === 'content_filter') return { message: 'content_filter', run: undefined } as const
  return undefined
}

const join = (first: LogEntry, second: LogEntry): LogEntry => ({
  events: [...first.events, ...second.events],
  // A later state of the same step or message replaces the earlier: the store takes them in order.
  steps: [...(first.steps ?? []), ...(second.steps ?? [])],
  messages: [...(first.messages ?? []), ...(second.messages ?? [])],
})

/** Adds to the log of a run at work, also of one that is just being cancelled. */
const append = async (
  { store }: EngineParts,
  run: Run,
  { events, steps = [], messages = [] }: LogEntry,
): Promise<boolean> => {
  if (events.length === 0) return true
  const change = { from: ['in_progress', 'cancelling'] as const, steps, messages }
  return (
    (await store.commitRun(run.thread_id, run.id, { ...change, events: () => events })) !==
    undefined
  )
}

const tryMove = async (
  parts: EngineParts,
  run: Run,
  transition: Transition,
  { events, steps = [], messages = [] }: LogEntry,
): Promise<Run | undefined> => {
  const commit = await parts.store.commitRun(run.thread_id, run.id, {
    from: before(transition.to),
    run: patchFor(run, transition, seconds(parts)),
    steps,
    messages,
    events: (moved) => [...events, runEvent(moved)],
  })
  return commit?.run
}

const move = async (...args: Parameters<typeof tryMove>): Promise<Run> => {
  const moved = await tryMove(...args)
  if (!moved) throw new TurnTaken()
  return moved
}
