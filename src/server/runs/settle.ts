import { applyMessageDelta, applyRunStepDelta } from '#contract/delta.ts'
import type { RunEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run, RunError, Usage } from '#contract/run.ts'

import { seconds } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { allOf } from '../store/walk-pages.ts'
import { allSteps } from './pages.ts'
import type { EngineParts } from './parts.ts'
import { endedAnswer, endedAnswerEvent, endedStep, endedStepEvent, runEvent } from './pieces.ts'
import type { LogEntry, StepEnd } from './pieces.ts'
import { addUsage, before, patchFor, subtractUsage } from './transition.ts'

/** How a run ends other than by its model's answer. */
export type Ending = (
  | { to: 'cancelled' }
  | { to: 'expired' }
  | { to: 'failed'; error: RunError }
) & {
  /** What its last model call cost, where that is known though it did not end the run. */
  spent?: Usage | undefined
}

const PAGE = 1000

/**
 * Ends a run on which nobody works (any more). What its log tells of open steps and messages is kept:
 * this is the only way that partial text ends up in a message, whoever wrote the log and whenever.
 * @returns the run at its end; undefined when it is gone
 */
export const settleRun = async (
  parts: Pick<EngineParts, 'store' | 'clock'>,
  threadId: string,
  runId: string,
  asked: Ending,
): Promise<Run | undefined> => {
  const { store } = parts
  for (;;) {
    const run = await store.getRun(threadId, runId)
    if (!run || !isActive(run.status)) return run
    // A cancel that came first stays one.
    const ending: Ending =
      run.status === 'cancelling' ? { to: 'cancelled', spent: asked.spent } : asked
    const from = before(ending.to)
    if (!from.includes(run.status)) return run
    const now = seconds(parts.clock)
    const steps = await allSteps(store, threadId, runId)
    const known = addUsage(steps.map((step) => step.usage))
    // A run that waits knows what all its calls cost: what no step tells is of the one under way.
    const own = run.usage ? subtractUsage(run.usage, known) : ending.spent
    const usage = run.usage ?? addUsage([known, ending.spent ?? null])
    const patch = patchFor(run, { ...ending, usage }, now)
    const entry = await endOpen(store, { run, steps }, { ...ending, spent: own }, now)
    const commit = await store.commitRun(threadId, runId, {
      from: [run.status],
      run: patch,
      steps: entry.steps ?? [],
      messages: entry.messages ?? [],
      events: (ended) => [...entry.events, runEvent(ended)],
    })
    // Refused when the run moved on in between: then look again.
    if (commit) return commit.run
  }
}

/** Ends what a run has under way: its open steps, and what it was writing, with all that its log tells of them. */
export const endOpen = async (
  store: Store,
  { run, steps }: { run: Run; steps: readonly RunStep[] },
  ending: Ending,
  now: number,
): Promise<Required<Omit<LogEntry, 'kept'>>> => {
  const entry: Required<Omit<LogEntry, 'kept'>> = { events: [], steps: [], messages: [] }
  const endMessage = (message: Message) => {
    const ended = endedAnswer(message, message.content, now, REASON[ending.to])
    entry.messages.push(ended)
    entry.events.push(endedAnswerEvent(ended))
  }
  const named = new Set<string>()
  for (const stored of steps.filter(({ status }) => status === 'in_progress')) {
    const { step: told, messageId, message } = await foldStep(store, stored)
    if (message) endMessage(message)
    if (messageId !== undefined) named.add(messageId)
    const step = { ...endedStep(told, stepEnd(ending), now), usage: ending.spent ?? null }
    entry.steps.push(step)
    entry.events.push(endedStepEvent(step))
  }
  // Another server may tell of a message and of no step.
  for (const message of await writtenBy(store, run)) {
    if (named.has(message.id)) continue
    const told = await fold(store, run.id, { messageId: message.id, message })
    if (told.message) endMessage(told.message)
  }
  return entry
}

/** Messages of a run that are being written. */
const writtenBy = async (store: Store, { thread_id, id }: Run): Promise<Message[]> => {
  const all = await allOf('asc', (page) => store.listMessages(thread_id, { ...page, run_id: id }))
  return all.filter(({ status }) => status === 'in_progress')
}

/** Why a message that was being written is incomplete. */
export const REASON = {
  cancelled: 'run_cancelled',
  expired: 'run_expired',
  failed: 'run_failed',
} as const

/** How a step ends that was under way. */
export const stepEnd = (ending: Ending): StepEnd => {
  if (ending.to !== 'failed') return { status: ending.to }
  // Steps know two of the three codes.
  const { code, message } = ending.error
  const known = code === 'rate_limit_exceeded' ? code : 'server_error'
  return { status: 'failed', error: { code: known, message } }
}

interface Told {
  step?: RunStep
  messageId: string | undefined
  /** Also one that was deleted since it was begun: its end is told without what it said. */
  message: Message | undefined
}

/** A step and its message as the log tells of them; as stored, where the log does not know them. */
const foldStep = async (store: Store, stored: RunStep): Promise<Told & { step: RunStep }> => {
  const details = stored.step_details
  const messageId =
    details.type === 'message_creation' ? details.message_creation.message_id : undefined
  const message =
    messageId === undefined ? undefined : await store.getMessage(stored.thread_id, messageId)
  const told = await fold(store, stored.run_id, { step: stored, messageId, message })
  return { ...told, step: withResults(told.step ?? stored, stored) }
}

const fold = async (store: Store, runId: string, begun: Told): Promise<Told> => {
  let told = begun
  let after = 0
  for (;;) {
    const page = await store.listRunEvents(runId, after, PAGE)
    for (const event of page.data) told = foldOne(told, event)
    after = page.data.at(-1)?.sequence_number ?? after
    if (!page.has_more) return told
  }
}

/** What a search found is not told in deltas: only the stored step has it. */
const withResults = (told: RunStep, { step_details: stored }: RunStep): RunStep => {
  const { step_details: details } = told
  if (details.type !== 'tool_calls' || stored.type !== 'tool_calls') return told
  const tool_calls = details.tool_calls.map((call, at) => {
    const kept = stored.tool_calls[at]
    return kept?.type === 'file_search' && call.type === 'file_search' ? kept : call
  })
  return { ...told, step_details: { type: 'tool_calls', tool_calls } }
}

const foldOne = (told: Told, { event, data }: RunEvent): Told => {
  const { step, messageId, message } = told
  // The casts: an event's name tells its data's type; rows of the log keep the two apart.
  switch (event) {
    case 'thread.run.step.created':
      return (data as RunStep).id === step?.id ? { ...told, step: data as RunStep } : told
    case 'thread.message.created':
      return (data as Message).id === messageId ? { ...told, message: data as Message } : told
    case 'thread.run.step.delta': {
      const delta = data as Parameters<typeof applyRunStepDelta>[1]
      return step && delta.id === step.id ? { ...told, step: applyRunStepDelta(step, delta) } : told
    }
    case 'thread.message.delta': {
      const delta = data as Parameters<typeof applyMessageDelta>[1]
      return message && delta.id === message.id
        ? { ...told, message: applyMessageDelta(message, delta) }
        : told
    }
    default:
      return told
  }
}
