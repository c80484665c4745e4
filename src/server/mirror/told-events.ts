import { isDeepStrictEqual } from 'node:util'

import { applyRunStepDelta } from '#contract/delta.ts'
import type { MessageDelta, RunEvent, RunStepDelta, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { withKnownPassages } from '../store/passages.ts'

/** What the events of a run have told so far. */
export class ToldSoFar {
  #status: string | undefined
  readonly #steps = new Map<string, RunStep>()
  readonly #messages = new Map<string, { status: string; texts: string[] }>()

  /** Takes in an event that was told. The casts: an event's name says what its data is. */
  take({ event, data }: Pick<RunEvent, 'event' | 'data'>): void {
    if (event === 'thread.message.delta') this.#append(data as MessageDelta)
    else if (event.startsWith('thread.message.')) this.#takeMessage(data as Message)
    else if (event.startsWith('thread.run.step.')) {
      this.#takeStep(event, data)
    } else if (event.startsWith('thread.run.')) this.#status = event.slice('thread.run.'.length)
  }

  /**
   * The events that lead from what was told to how a run is found: as its stream would tell, with the
   * text as far as it stands. They are not taken in.
   * @param messages those of the run, oldest first, as are its steps
   */
  eventsTo({ run, steps, messages }: Found): StreamEvent[] {
    const events: StreamEvent[] = []
    if (this.#status === undefined) events.push({ event: 'thread.run.created', data: begun(run) })
    if (run.status === 'in_progress' && this.#status !== 'in_progress') events.push(stateOf(run))
    for (const step of steps) events.push(...this.#beginningOf(step))
    for (const message of messages) events.push(...this.#eventsOf(message))
    for (const step of steps) {
      const before = this.#steps.get(step.id)
      const isNews = step.status !== 'in_progress' || before !== undefined
      if (isNews && !isSame(before, step)) {
        // The statuses of steps are the names of their events.
        events.push({ event: `thread.run.step.${step.status}`, data: step })
      }
    }
    if (run.status !== 'in_progress' && run.status !== this.#status) events.push(stateOf(run))
    return events
  }

  /** Takes in what file searches found of which was told but for their passages. @returns the steps with them */
  takePassages(steps: readonly RunStep[]): RunStep[] {
    const found = steps.filter((step) => {
      const before = this.#steps.get(step.id)
      return (
        before &&
        isSame(before, step) &&
        !isDeepStrictEqual(before, withKnownPassages(before, step))
      )
    })
    for (const step of found) this.#steps.set(step.id, step)
    return found
  }

  #beginningOf(step: RunStep): StreamEvent[] {
    if (this.#steps.has(step.id)) return []
    const { step_details: details } = step
    const step_details = details.type === 'tool_calls' ? { ...details, tool_calls: [] } : details
    const data: RunStep =
      step.status === 'in_progress'
        ? step
        : { ...step, status: 'in_progress', step_details, completed_at: null, usage: null }
    return [
      { event: 'thread.run.step.created', data },
      { event: 'thread.run.step.in_progress', data },
    ]
  }

  #eventsOf(message: Message): StreamEvent[] {
    const { id, status } = message
    const known = this.#messages.get(id)
    const events: StreamEvent[] = []
    if (!known) {
      const data: Message = { ...message, status: 'in_progress', content: [], completed_at: null }
      events.push({ event: 'thread.message.created', data })
      events.push({ event: 'thread.message.in_progress', data })
    }
    if (known?.status === 'completed' || known?.status === 'incomplete') return events
    const content = grown(known?.texts ?? [], textsOf(message))
    if (content.length > 0) {
      const delta: MessageDelta = { id, object: 'thread.message.delta', delta: { content } }
      events.push({ event: 'thread.message.delta', data: delta })
    }
    // The statuses of messages that are at their end are the names of their events.
    if (status !== 'in_progress') events.push({ event: `thread.message.${status}`, data: message })
    return events
  }

  #takeStep(event: string, data: RunEvent['data']): void {
    if (!event.endsWith('.delta'))
      return void this.#steps.set((data as RunStep).id, data as RunStep)
    const delta = data as RunStepDelta
    const step = this.#steps.get(delta.id)
    if (step) this.#steps.set(step.id, applyRunStepDelta(step, delta))
  }

  #append({ id, delta }: MessageDelta): void {
    const known = this.#messages.get(id) ?? { status: 'in_progress', texts: [] }
    for (const { index, text } of delta.content ?? []) {
      if (!hasValue(text)) continue
      known.texts[index] = (known.texts[index] ?? '') + text.value
    }
    this.#messages.set(id, known)
  }

  #takeMessage({ id, status, ...message }: Message): void {
    const known = this.#messages.get(id)
    const isOver = status !== 'in_progress'
    const texts = isOver ? textsOf(message) : (known?.texts ?? [])
    this.#messages.set(id, { status, texts })
  }
}

/** How a run stands at the other server. */
export interface Found {
  run: Run
  steps: readonly RunStep[]
  messages: readonly Message[]
}

/** Whether a step stands as it was told: passages are no news, as streams tell none. */
const isSame = (before: RunStep | undefined, step: RunStep): boolean =>
  before !== undefined &&
  isDeepStrictEqual(withKnownPassages(before, step), withKnownPassages(step, before))

const hasValue = (text: unknown): text is { value: string } =>
  typeof text === 'object' && text !== null && 'value' in text && typeof text.value === 'string'

/** The text of each part, by its place. */
const textsOf = ({ content }: Pick<Message, 'content'>): string[] =>
  content.map((part) => (part.type === 'text' ? part.text.value : ''))

/** What each part's text has more than it had; where it is another text now, its message's end tells. */
const grown = (before: readonly string[], now: readonly string[]) =>
  now.flatMap((text, index) => {
    const had = before[index] ?? ''
    const value = text.startsWith(had) ? text.slice(had.length) : ''
    return value === '' ? [] : [{ index, type: 'text', text: { value } }]
  })

/** A run as it was when it was made. */
const begun = (run: Run): Run => ({
  ...run,
  status: 'queued',
  required_action: null,
  last_error: null,
  incomplete_details: null,
  started_at: null,
  cancelled_at: null,
  failed_at: null,
  completed_at: null,
  usage: null,
})

const stateOf = (run: Run): StreamEvent => ({ event: `thread.run.${run.status}`, data: run })
