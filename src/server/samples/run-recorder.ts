import type { RunEvent, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { toSeconds } from '../clock.ts'
import { type LogEntry, runEvent } from '../runs/pieces.ts'
import { type Transition, patchFor } from '../runs/transition.ts'

/** Writes down a run as its engine would have, with a clock of its own. Times in milliseconds. */
export class RunRecorder {
  readonly events: RunEvent[] = []
  readonly run: Run
  now: number
  readonly #steps = new Map<string, RunStep>()
  readonly #messages = new Map<string, Message>()
  #seed: number

  constructor(run: Run, now: number) {
    this.run = run
    this.now = now
    this.#seed = run.created_at % 2_147_483_648
  }

  get seconds(): number {
    return toSeconds(this.now)
  }

  get steps(): RunStep[] {
    return [...this.#steps.values()]
  }

  get messages(): Message[] {
    return [...this.#messages.values()]
  }

  /** Lets time pass: about `milliseconds`, uneven as real time is, each run in its own way. */
  wait(milliseconds: number): void {
    this.#seed = (this.#seed * 48_271 + 11) % 2_147_483_648
    const unevenness = 0.6 + (0.8 * this.#seed) / 2_147_483_648
    this.now += Math.max(1, Math.round(milliseconds * unevenness))
  }

  /** What one commit of the engine adds: later states of a step or message replace earlier ones. */
  add({ events, steps = [], messages = [] }: LogEntry): void {
    for (const step of steps) this.#steps.set(step.id, step)
    for (const message of messages) this.#messages.set(message.id, message)
    for (const event of events) this.#emit(event)
  }

  /** The run's next state, told as an event. */
  move(transition: Transition): void {
    Object.assign(this.run, patchFor(this.run, transition, this.seconds))
    this.#emit(runEvent(this.run))
  }

  #emit(event: StreamEvent): void {
    this.events.push({
      object: 'thread.run.event',
      sequence_number: this.events.length + 1,
      created_at_ms: this.now,
      event: event.event,
      // The run goes on changing; the log keeps it as it stood.
      data: structuredClone(event.data),
    })
  }
}
