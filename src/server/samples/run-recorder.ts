import type { RunEvent, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

/** Writes down a run as it would have been streamed, with a clock of its own. Times in milliseconds. */
export class RunRecorder {
  readonly events: RunEvent[] = []
  readonly steps: RunStep[] = []
  readonly messages: Message[] = []
  readonly run: Run
  now: number
  #seed: number

  constructor(run: Run, now: number) {
    this.run = run
    this.now = now
    this.#seed = run.created_at % 2_147_483_648
  }

  get seconds(): number {
    return Math.floor(this.now / 1000)
  }

  /** Lets time pass: about `milliseconds`, uneven as real time is, each run in its own way. */
  wait(milliseconds: number): void {
    this.#seed = (this.#seed * 48_271 + 11) % 2_147_483_648
    const unevenness = 0.6 + (0.8 * this.#seed) / 2_147_483_648
    this.now += Math.max(1, Math.round(milliseconds * unevenness))
  }

  emit(event: StreamEvent): void {
    this.events.push({
      object: 'thread.run.event',
      sequence_number: this.events.length + 1,
      created_at_ms: this.now,
      event: event.event,
      // Objects go on changing; the log keeps them as they stood.
      data: structuredClone(event.data),
    })
  }

  /** The run's state with its time, told as an event. */
  setStatus(status: Run['status'], change: Partial<Run> = {}): void {
    Object.assign(this.run, { status }, change)
    this.emit({ event: `thread.run.${status}`, data: this.run })
  }

  beginStep(id: string, details: RunStep['step_details']): RunStep {
    const step: RunStep = {
      id,
      object: 'thread.run.step',
      created_at: this.seconds,
      assistant_id: this.run.assistant_id,
      thread_id: this.run.thread_id,
      run_id: this.run.id,
      type: details.type === 'tool_calls' ? 'tool_calls' : 'message_creation',
      status: 'in_progress',
      step_details: details,
      last_error: null,
      expires_at: this.run.expires_at,
      expired_at: null,
      cancelled_at: null,
      failed_at: null,
      completed_at: null,
      metadata: {},
      usage: null,
    }
    this.steps.push(step)
    this.emit({ event: 'thread.run.step.created', data: step })
    this.emit({ event: 'thread.run.step.in_progress', data: step })
    return step
  }

  endStep(step: RunStep, status: 'completed' | 'cancelled' | 'failed' | 'expired'): void {
    step.status = status
    step.expires_at = null
    step[`${status}_at`] = this.seconds
    if (status === 'failed') step.last_error = this.run.last_error
    this.emit({ event: `thread.run.step.${status}`, data: step })
  }

  beginMessage(id: string): Message {
    const message: Message = {
      id,
      object: 'thread.message',
      created_at: this.seconds,
      thread_id: this.run.thread_id,
      status: 'in_progress',
      incomplete_details: null,
      completed_at: null,
      incomplete_at: null,
      role: 'assistant',
      content: [],
      assistant_id: this.run.assistant_id,
      run_id: this.run.id,
      attachments: [],
      metadata: {},
    }
    this.messages.push(message)
    this.emit({ event: 'thread.message.created', data: message })
    this.emit({ event: 'thread.message.in_progress', data: message })
    return message
  }

  endMessage(message: Message, cut?: NonNullable<Message['incomplete_details']>['reason']): void {
    message.status = cut ? 'incomplete' : 'completed'
    if (cut) message.incomplete_details = { reason: cut }
    message[`${message.status}_at`] = this.seconds
    this.emit({ event: `thread.message.${message.status}`, data: message })
  }
}
