import type { StreamEvent } from '#contract/event.ts'
import { isActive } from '#contract/run-status.ts'
import type { CreateRunRequest, CreateThreadAndRunRequest, Run, ToolOutput } from '#contract/run.ts'

import { seconds } from '../clock.ts'
import { checkMessageFiles, attachOf, newMessage } from '../making/new-message.ts'
import { newThread } from '../making/new-thread.ts'
import { ModelError } from '../models/model.ts'
import { noAssistant } from '../refusals/assistants.ts'
import { cannotCancel, noOutputsAccepted, noRun } from '../refusals/runs.ts'
import { actingAs } from '../store/actor.ts'
import { type Once, keeping } from '../store/answers.ts'
import type { RunChange, RunCommit } from '../store/runs.ts'
import { ToolFailure } from '../tools/tool.ts'
import { type ToolParts, createTools } from '../tools/tools.ts'
import type { RunEngine, StartedRun } from './engine.ts'
import { Expiry } from './expiry.ts'
import { Followers } from './follow.ts'
import { checkRunRequest, newRun } from './new-run.ts'
import { createPace } from './pace.ts'
import { allSteps } from './pages.ts'
import type { EngineParts } from './parts.ts'
import { endedStepEvent, firstEvents, runEvent } from './pieces.ts'
import { settleRun } from './settle.ts'
import type { Ending } from './settle.ts'
import { checkOutputs, withOutputs } from './tool-outputs.ts'
import { before, patchFor } from './transition.ts'
import { SpentTurn, TurnTaken, takeTurn } from './turn.ts'
import { Turns } from './turns.ts'

const STOPPED: Ending = {
  to: 'failed',
  error: {
    code: 'server_error',
    message: 'The server stopped while the run was in progress.',
  },
}
/** Milliseconds until the end of a run is tried again, when the store refused it. */
const SETTLE_AGAIN = 5000

export const createRunEngine = (
  given: Omit<EngineParts, 'tools' | 'pace'> &
    Partial<EngineParts> &
    Pick<ToolParts, 'vectorStores' | 'sandbox'>,
): RunEngine => {
  return new Engine({ pace: createPace(), ...given, tools: given.tools ?? createTools(given) })
}

/** Why a turn was aborted: how its run ends. */
class Aborted extends Error {
  override name = 'AbortError'
  readonly ending: Ending
  constructor(ending: Ending) {
    super(ending.to)
    this.ending = ending
  }
}

class Engine implements RunEngine {
  readonly #parts: EngineParts
  readonly #followers: Followers
  readonly #turns: Turns
  readonly #expiry: Expiry
  readonly #settling = new Set<Promise<unknown>>()
  readonly #stopListening: () => void
  #stopped = false

  constructor(parts: EngineParts) {
    this.#parts = parts
    this.#followers = new Followers(parts)
    this.#turns = new Turns(parts.config.runConcurrency, (run, signal) => this.#work(run, signal))
    this.#expiry = new Expiry(parts, (run) => void this.#end(run, { to: 'expired' }))
    this.#stopListening = parts.store.onChange((change) => {
      if (change.type === 'thread.deleted') {
        this.#turns.takeThread(change.thread_id, new Aborted({ to: 'cancelled' }))
        parts.tools.forget(change.thread_id)
      }
      if (change.type === 'run.modified' && !isActive(change.status)) {
        this.#expiry.forget(change.run_id)
      }
    })
  }

  async start(): Promise<void> {
    const { store, log } = this.#parts
    const onDamaged = (error: Error) => log.error({ err: error }, 'an active run cannot be read')
    for (const run of await store.listActiveRuns(onDamaged)) {
      if (this.#expiry.isOver(run)) await this.#settle(run, { to: 'expired' })
      else if (run.status === 'queued') this.#take(run)
      else if (run.status === 'requires_action') this.#expiry.watch(run)
      else await this.#settle(run, STOPPED)
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#expiry.clear()
    await this.#turns.stop(new Aborted(STOPPED))
    await Promise.all(this.#settling)
    this.#stopListening()
    this.#followers.close()
  }

  async createRun(threadId: string, request: CreateRunRequest, once?: Once): Promise<Run> {
    const { store, newId } = this.#parts
    const assistant = await this.#assistant(request.assistant_id)
    checkRunRequest(request, assistant)
    const requests = request.additional_messages ?? []
    await checkMessageFiles(store, requests)
    const now = seconds(this.#parts.clock)
    const messages = requests.map((message) => newMessage(message, { threadId, now, newId }))
    const run = newRun(request, assistant, { id: newId('run'), threadId, now })
    const keep = keeping(once, () => ({ run, after: 0 }))
    const attach = attachOf(requests, { now, newId })
    await store.insertRun(run, messages, firstEvents(run), attach, keep)
    this.#take(run)
    return run
  }

  async createThreadAndRun(request: CreateThreadAndRunRequest, once?: Once): Promise<Run> {
    const { store, newId } = this.#parts
    const assistant = await this.#assistant(request.assistant_id)
    checkRunRequest(request, assistant)
    const asked = { ...request.thread }
    const tool_resources = request.tool_resources ?? asked.tool_resources
    const requests = asked.messages ?? []
    await checkMessageFiles(store, requests)
    const now = seconds(this.#parts.clock)
    const { thread, brought } = await newThread(
      store,
      { ...asked, ...(tool_resources && { tool_resources }) },
      { now, newId },
    )
    const threadId = thread.id
    const messages = requests.map((message) => newMessage(message, { threadId, now, newId }))
    const run = newRun(request, assistant, { id: newId('run'), threadId, now })
    const events: StreamEvent[] = [{ event: 'thread.created', data: thread }, ...firstEvents(run)]
    const keep = keeping(once, () => ({ run, after: 0 }))
    await store.insertThreadAndRun(thread, messages, run, events, brought, keep)
    this.#take(run)
    return run
  }

  async getRun(threadId: string, runId: string): Promise<Run | undefined> {
    const run = await this.#parts.store.getRun(threadId, runId)
    if (!run || !this.#expiry.isOver(run)) return run
    // Its timer is late, as after the machine slept.
    return this.#end(run, { to: 'expired' })
  }

  async cancelRun(threadId: string, runId: string): Promise<Run> {
    const run = await this.#existing(threadId, runId)
    const commit = await this.#parts.store.commitRun(threadId, runId, {
      from: before('cancelling'),
      run: patchFor(run, { to: 'cancelling' }, seconds(this.#parts.clock)),
      events: (cancelling) => [runEvent(cancelling)],
    })
    if (!commit) {
      const { status } = await this.#existing(threadId, runId)
      throw cannotCancel(status)
    }
    void this.#end(commit.run, { to: 'cancelled' })
    return commit.run
  }

  async submitToolOutputs(
    threadId: string,
    runId: string,
    outputs: ToolOutput[],
    once?: Once,
  ): Promise<StartedRun> {
    const { store } = this.#parts
    const run = await this.#existing(threadId, runId)
    if (run.status !== 'requires_action') throw noOutputsAccepted(run.status)
    checkOutputs(run, outputs)
    const now = seconds(this.#parts.clock)
    const steps = withOutputs(run, await allSteps(store, threadId, runId), outputs, now)
    const change: RunChange = {
      from: ['requires_action'],
      run: patchFor(run, { to: 'queued' }, now),
      steps,
      events: (queued) => [...steps.map(endedStepEvent), runEvent(queued)],
    }
    const keep = keeping<RunCommit | undefined>(once, (made) => made && goingOn(made))
    const commit = await store.commitRun(threadId, runId, change, keep)
    if (!commit) throw noOutputsAccepted((await this.#existing(threadId, runId)).status)
    this.#take(commit.run)
    return goingOn(commit)
  }

  follow(threadId: string, runId: string, after: number, signal: AbortSignal) {
    return this.#followers.follow(threadId, runId, after, signal)
  }

  async #assistant(id: string) {
    const assistant = await this.#parts.store.getAssistant(id)
    if (!assistant) throw noAssistant(id)
    return assistant
  }

  async #existing(threadId: string, id: string): Promise<Run> {
    const run = await this.getRun(threadId, id)
    if (!run) throw noRun(id)
    return run
  }

  #take(run: Run): void {
    this.#expiry.watch(run)
    this.#turns.add(run)
  }

  /** Ends a run that may have a turn, wait for one, or wait for a client. Never rejects. */
  #end(run: Run, ending: Ending): Promise<Run> {
    const turn = this.#turns.take(run.id, new Aborted(ending))
    // An aborted turn settles its run, unless the abort found it at its end already.
    const settling = turn ? turn.then(() => this.#settle(run, ending)) : this.#settle(run, ending)
    this.#settling.add(settling)
    return settling.finally(() => this.#settling.delete(settling))
  }

  /** One turn of a run. Never rejects. */
  async #work(run: Run, signal: AbortSignal): Promise<void> {
    try {
      await actingAs('run', () => takeTurn(this.#parts, run, signal))
    } catch (error) {
      const [cause, spent] =
        error instanceof SpentTurn ? [error.cause, error.usage] : [error, undefined]
      await this.#settle(run, { ...endingFor(run, cause, signal, this.#parts), spent })
    }
  }

  /** Never rejects: where the store refuses, it is tried again later. */
  async #settle(run: Run, ending: Ending): Promise<Run> {
    try {
      const settling = () => settleRun(this.#parts, run.thread_id, run.id, ending)
      return (await actingAs('run', settling)) ?? run
    } catch (error) {
      this.#parts.log.error({ err: error, run: run.id }, 'the end of a run could not be written')
      this.#followers.fail(run.id, error instanceof Error ? error : new Error(String(error)))
      if (!this.#stopped) {
        this.#parts.timers.after(SETTLE_AGAIN, () => void this.#settle(run, ending))
      }
      return run
    }
  }
}

const goingOn = ({ run, events }: RunCommit): StartedRun => ({
  run,
  after: (events[0]?.sequence_number ?? 1) - 1,
})

/** How a run ends whose turn threw. */
const endingFor = (
  { id: run }: Run,
  error: unknown,
  signal: AbortSignal,
  { log }: EngineParts,
): Ending => {
  if (signal.reason instanceof Aborted) return signal.reason.ending
  if (error instanceof ModelError) {
    // Its causes and the endpoint's words hold what was sent: threads are not for the log.
    log.warn({ run, code: error.code, reason: error.reason }, 'a model call failed')
    return { to: 'failed', error: { code: error.code, message: error.message } }
  }
  if (error instanceof ToolFailure) {
    return { to: 'failed', error: { code: 'server_error', message: error.message } }
  }
  // Whoever took the run has settled it or is about to; if not, it must not hold its thread.
  if (!(error instanceof TurnTaken)) log.error({ err: error, run }, 'a run failed')
  const message = 'The server had an error while processing the run.'
  return { to: 'failed', error: { code: 'server_error', message } }
}
