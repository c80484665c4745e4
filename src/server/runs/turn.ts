import { parseExact } from '#contract/exact-json.ts'
import type { Run, Usage } from '#contract/run.ts'

import { seconds } from '../clock.ts'
import { keepMade } from '../files/keep-made.ts'
import { pictureKind } from '../files/picture-kind.ts'
import { ModelError } from '../models/model.ts'
import type { Kept, ModelEvent, ModelUsage } from '../models/model.ts'
import { sourcesIn } from '../tools/citations.ts'
import { linkedIn, madeIn } from '../tools/code-interpreter/made-in-run.ts'
import { linksTo } from '../tools/links.ts'
import type { OfferedTools } from '../tools/tool.ts'
import { answerCalls } from './answer-calls.ts'
import { Answer } from './answer.ts'
import type { Conclusion } from './answer.ts'
import { LogWriter } from './log-writer.ts'
import { buildModelRequest, builtInCalls } from './model-request.ts'
import { allSteps } from './pages.ts'
import type { EngineParts } from './parts.ts'
import { endedStep, endedStepEvent, runEvent } from './pieces.ts'
import type { LogEntry } from './pieces.ts'
import { streamFitting } from './stream-fitting.ts'
import { addUsage, before, patchFor } from './transition.ts'
import type { Transition } from './transition.ts'

type Finish = Extract<ModelEvent, { type: 'finish' }>

/** Why a turn stopped before its end: the run was cancelled, expired or deleted in between. */
export class TurnTaken extends Error {
  override name = 'TurnTaken'
}

/** A turn that failed or was broken off after its model call had told of its cost. */
export class SpentTurn extends Error {
  override name = 'SpentTurn'
  readonly usage: Usage
  constructor(cause: unknown, usage: Usage) {
    super('the turn did not come to its end', { cause })
    this.usage = usage
  }
}

/**
 * Works on a queued run until it ends or needs a client: a model call, and another one after each in
 * which the model used a tool of the server's own.
 * @throws {ModelError} a call failed
 * @throws {ToolFailure} a tool did
 * @throws {TurnTaken} the run is no longer in this turn's hands
 * @throws {SpentTurn} one of these is its cause
 */
export const takeTurn = async (
  parts: EngineParts,
  queued: Run,
  signal: AbortSignal,
): Promise<void> => {
  const run = await move(parts, queued, { to: 'in_progress' }, { events: [] })
  const tools = await parts.tools.offeredTo(run)
  const asked = new Map<string, string>()
  const linked = await earlierLinks(parts, run, tools)
  while (await ask(parts, run, { tools, asked, linked, signal })) continue
}

interface Turn {
  tools: OfferedTools
  /** What the model wrote into the calls that were answered in this turn. */
  asked: Map<string, string>
  /** Files of earlier runs to which an answer may link again, by their paths. */
  linked: ReadonlyMap<string, string>
  signal: AbortSignal
}

/** One model call and what follows from it. @returns whether the model is to be asked again */
const ask = async (parts: EngineParts, run: Run, turn: Turn): Promise<boolean> => {
  const { tools, signal } = turn
  const steps = await allSteps(parts.store, run.thread_id, run.id)
  const used = addUsage(steps.map(({ usage }) => usage))
  const kept = readKept(await parts.store.listKept(run.thread_id, run.id))
  const built = await buildModelRequest(parts, run, steps, used, { ...turn, kept })
  if ('exhausted' in built) {
    await move(
      parts,
      run,
      { to: 'incomplete', reason: built.exhausted, usage: used },
      { events: [] },
    )
    return false
  }

  const lost = new AbortController()
  const log = new LogWriter(
    (entry) => append(parts, run, entry),
    () => lost.abort(new TurnTaken()),
    parts.pace,
  )
  const sources = sourcesIn(steps.flatMap(builtInCalls))
  const made = madeIn(steps)
  const links = linksTo(new Map([...turn.linked, ...made.paths]))
  const known = { tools, sources, links, made }
  const answer = new Answer(run, log, parts.newId, () => seconds(parts.clock), known)
  let finish: Finish
  let spent: Usage | undefined
  try {
    const stop = AbortSignal.any([signal, lost.signal])
    const events = streamFitting(parts.models, run, built, stop)
    const spend = (usage: ModelUsage) => (spent = withTotal(usage))
    finish = await stream(parts, events, { answer, log, spend, signal: stop })
  } catch (error) {
    await append(parts, run, await log.close())
    throw spent ? new SpentTurn(error, spent) : error
  }
  const concluded = conclude(answer, finish, used, run)
  const rest = await log.close()
  const { conclusion } = concluded
  const toKeep = keptWith(conclusion, finish)
  if (conclusion.type === 'calls' && conclusion.calls.some(({ tool }) => tool)) {
    if (!(await append(parts, run, join(rest, conclusion.entry)))) throw takenAfter(concluded)
    return finishCalls(parts, run, turn, { ...concluded, conclusion, toKeep })
  }
  const whole = join(join(rest, conclusion.entry), toKeep)
  if (!(await tryMove(parts, run, concluded.transition, whole))) {
    // What was said until then is kept, though the run did not end by it.
    await append(parts, run, rest)
    throw takenAfter(concluded)
  }
  return false
}

const takenAfter = ({ own }: Pick<Concluded, 'own'>): SpentTurn =>
  new SpentTurn(new TurnTaken(), own)

/** Answers what the server can answer itself; the client has to answer what is left. */
const finishCalls = async (
  parts: EngineParts,
  run: Run,
  { asked, signal }: Turn,
  { transition, own, conclusion, toKeep }: Concluded & ToFinish,
): Promise<boolean> => {
  for (const { call, arguments: given } of conclusion.calls) {
    if ('id' in call) asked.set(call.id, given)
  }
  const log = new LogWriter(
    (entry) => append(parts, run, entry),
    () => {},
    parts.pace,
  )
  let rest: LogEntry = { events: [] }
  let tool_calls
  try {
    tool_calls = await answerCalls(conclusion, run, log, signal)
  } catch (error) {
    throw new SpentTurn(error, own)
  } finally {
    rest = await log.close()
  }
  const step = { ...conclusion.step, step_details: { type: 'tool_calls' as const, tool_calls } }
  if (conclusion.required_action) {
    const waiting = join(rest, { ...toKeep, steps: [step] })
    if (!(await tryMove(parts, run, transition, waiting))) throw takenAfter({ own })
    return false
  }
  const ended = endedStep(step, { status: 'completed', usage: own }, seconds(parts.clock))
  const entry = join(rest, { ...toKeep, events: [endedStepEvent(ended)], steps: [ended] })
  if (!(await append(parts, run, entry))) throw takenAfter({ own })
  signal.throwIfAborted()
  return true
}

interface Streaming {
  answer: Answer
  log: LogWriter
  /** Takes what the answer cost, which counts whether it comes to its end or not. */
  spend: (usage: ModelUsage) => void
  signal: AbortSignal
}

const stream = async (
  parts: EngineParts,
  events: AsyncIterable<ModelEvent>,
  { answer, log, spend, signal }: Streaming,
): Promise<Finish> => {
  for await (const event of events) {
    if (event.type === 'usage' || event.type === 'finish') spend(event.usage)
    if (event.type === 'usage') continue
    signal.throwIfAborted()
    if (event.type === 'finish') return event
    if (event.type !== 'image') answer.take(event)
    else if (answer.isOpen) answer.addPicture(await keepPicture(parts, event.data))
    const room = log.room()
    if (room) await room
  }
  signal.throwIfAborted()
  throw new ModelError('server_error', 'The model ended its answer without a finish.')
}

/** Of what is no picture that browsers show nothing is kept. */
const keepPicture = async (parts: EngineParts, data: Uint8Array): Promise<string | undefined> => {
  const kind = pictureKind(data)
  return kind && keepMade(parts, `image.${kind.extension}`, [data])
}

interface Concluded {
  conclusion: Conclusion
  /** What becomes of the run, if nothing is left for the server to do. */
  transition: Transition
  /** What this call alone has used. */
  own: Usage
}
type CallsConclusion = Extract<Conclusion, { type: 'calls' }>
interface ToFinish {
  conclusion: CallsConclusion
  toKeep: LogEntry
}

/** What goes back with the outputs is stored with the calls: a restart lies between at times. */
const keptWith = (conclusion: Conclusion, { kept }: Finish): LogEntry =>
  conclusion.type === 'calls' && kept
    ? { events: [], kept: [{ step_id: conclusion.step.id, words: JSON.stringify(kept) }] }
    : { events: [] }

const readKept = (stored: ReadonlyMap<string, string>): ReadonlyMap<string, Kept> =>
  new Map([...stored].map(([id, words]) => [id, parseExact(words) as Kept])) // as it was written

const conclude = (answer: Answer, finish: Finish, used: Usage, run: Run): Concluded => {
  const own = withTotal(finish.usage)
  const usage = addUsage([used, own])
  const cut = cutOf(finish) ?? overspent(run, usage, finish)
  const conclusion = answer.conclude(own, cut?.message)
  const told = { conclusion, own }
  if (conclusion.type === 'calls' && conclusion.required_action) {
    const { required_action } = conclusion
    return { ...told, transition: { to: 'requires_action', required_action, usage } }
  }
  if (cut) return { ...told, transition: { to: 'incomplete', reason: cut.run, usage } }
  return { ...told, transition: { to: 'completed', usage } }
}

const withTotal = ({ prompt_tokens, completion_tokens }: ModelUsage): Usage => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
})

/** What a finish means where it is not the model's own will. Runs have no word for a content filter. */
const cutOf = ({ reason }: Finish) => {
  if (reason === 'length') return { message: 'max_tokens', run: 'max_completion_tokens' } as const
  if (reason === 'content_filter') return { message: 'content_filter', run: undefined } as const
  return undefined
}

/** An answer that cost more than the run may spend is its last. After calls the next request tells. */
const overspent = (run: Run, usage: Usage, { reason }: Finish) => {
  if (reason === 'tool_calls') return undefined
  const budgets = [
    ['max_completion_tokens', 'completion_tokens'],
    ['max_prompt_tokens', 'prompt_tokens'],
  ] as const
  const [over] = budgets.find(([most, spent]) => usage[spent] > (run[most] ?? Infinity)) ?? []
  return over && ({ message: 'max_tokens', run: over } as const)
}

const join = (first: LogEntry, second: LogEntry): LogEntry => ({
  events: [...first.events, ...second.events],
  // A later state of the same step or message replaces the earlier: the store takes them in order.
  steps: [...(first.steps ?? []), ...(second.steps ?? [])],
  messages: [...(first.messages ?? []), ...(second.messages ?? [])],
  kept: [...(first.kept ?? []), ...(second.kept ?? [])],
})

/** Adds to the log of a run at work, also of one that is just being cancelled. */
const append = async (
  { store }: EngineParts,
  run: Run,
  { events, steps = [], messages = [], kept = [] }: LogEntry,
): Promise<boolean> => {
  if (events.length === 0) return true
  const change = { from: ['in_progress', 'cancelling'] as const, steps, messages, kept }
  return (
    (await store.commitRun(run.thread_id, run.id, { ...change, events: () => events })) !==
    undefined
  )
}

/** How many of a thread's messages are searched for links to files. */
const LINKS_FROM = 100

const earlierLinks = async (
  { store }: EngineParts,
  run: Run,
  tools: OfferedTools,
): Promise<ReadonlyMap<string, string>> => {
  const isOffered = [...tools.values()].some(({ tool }) => tool.type === 'code_interpreter')
  if (!isOffered) return new Map()
  const newest = { limit: LINKS_FROM, order: 'desc' } as const
  return linkedIn((await store.listMessages(run.thread_id, newest)).data)
}

const tryMove = async (
  parts: EngineParts,
  run: Run,
  transition: Transition,
  { events, steps = [], messages = [], kept = [] }: LogEntry,
): Promise<Run | undefined> => {
  const commit = await parts.store.commitRun(run.thread_id, run.id, {
    from: before(transition.to),
    run: patchFor(run, transition, seconds(parts.clock)),
    steps,
    messages,
    kept,
    events: (moved) => [...events, runEvent(moved)],
  })
  return commit?.run
}

const move = async (...args: Parameters<typeof tryMove>): Promise<Run> => {
  const moved = await tryMove(...args)
  if (!moved) throw new TurnTaken()
  return moved
}
