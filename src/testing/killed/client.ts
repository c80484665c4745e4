import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

import { isActive, isAtRest } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'
import type { EventFrame } from '#contract/sse.ts'

import { type Api, Gone } from './api.ts'
import type { KeptRun, Ledger } from './ledger.ts'

export interface Made {
  assistantId: string
  storeId: string
}

const TOOL = { type: 'function', function: { name: 'look_up' } }
const MODELS = ['scripted', 'scripted-instant', 'scripted-instant', 'scripted-fail']

/** Its failure is for whoever awaits it, and not unheard when nobody comes to. */
const handled = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined)
  return promise
}

/** One client that does this and that, and writes down what it is told. */
export class RandomClient {
  readonly #api: Api
  readonly #ledger: Ledger
  readonly #random: () => number
  readonly #made: Made
  /** Its own, which no run holds. */
  #threads: string[] = []
  #count = 0

  constructor(api: Api, ledger: Ledger, random: () => number, made: Made) {
    this.#api = api
    this.#ledger = ledger
    this.#random = random
    this.#made = made
  }

  /** Settles once the server is gone. */
  async work(): Promise<void> {
    const acts = [
      () => this.#newThread(),
      () => this.#message(),
      () => this.#message(),
      () => this.#retitle(),
      () => this.#removeMessage(),
      () => this.#run(),
      () => this.#run(),
      () => this.#run(),
      () => this.#file(),
    ]
    for (;;) {
      try {
        await this.#pick(acts)()
      } catch (error) {
        if (error instanceof Gone) return
        this.#ledger.surprises.push(String(error))
      }
    }
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)]
    if (item === undefined) throw new Error('nothing to choose from')
    return item
  }
  #chance(share: number): boolean {
    return this.#random() < share
  }
  #text(): string {
    return `Text ${++this.#count} ${'word '.repeat(Math.floor(this.#random() * 40))}`
  }

  async #newThread(): Promise<string> {
    const title = this.#text()
    const asked = { metadata: { title } }
    const { id } = await this.#api.json<{ id: string }>('POST', '/threads', asked)
    this.#ledger.threads.set(id, { titles: [title], removed: 'no' })
    this.#threads.push(id)
    return id
  }

  async #thread(): Promise<string> {
    return this.#threads.length === 0 || this.#chance(0.2)
      ? this.#newThread()
      : this.#pick(this.#threads)
  }

  async #message(): Promise<void> {
    const threadId = await this.#thread()
    const [text, title] = [this.#text(), this.#text()]
    const body = { role: 'user', content: text, metadata: { title } }
    const path = `/threads/${threadId}/messages`
    const { id } = await this.#api.json<{ id: string }>('POST', path, body)
    this.#ledger.messages.set(id, { threadId, text, titles: [title], removed: 'no' })
  }

  async #retitle(): Promise<void> {
    const threadId = await this.#thread()
    const title = this.#text()
    const ask = (path: string) => () => this.#api.json('POST', path, { metadata: { title } })
    const kept = this.#ledger.threads.get(threadId)
    if (kept) await this.#ledger.retitle(kept, title, ask(`/threads/${threadId}`))
    const [id, message] = this.#messageOf(threadId)
    if (message) {
      await this.#ledger.retitle(message, title, ask(`/threads/${threadId}/messages/${id}`))
    }
  }

  async #removeMessage(): Promise<void> {
    const threadId = await this.#thread()
    const [id, message] = this.#messageOf(threadId)
    if (!message) return
    const path = `/threads/${threadId}/messages/${id}`
    await this.#ledger.remove(message, () => this.#api.json('DELETE', path))
  }

  #messageOf(threadId: string) {
    const found = [...this.#ledger.messages].find(
      ([, kept]) => kept.threadId === threadId && kept.removed === 'no',
    )
    return found ?? (['', undefined] as const)
  }

  async #file(): Promise<void> {
    const text = Array.from({ length: 1 + Math.floor(this.#random() * 3000) }, () =>
      this.#random().toString(36).slice(2),
    ).join('\n')
    const bytes = Buffer.from(text)
    const form = new FormData()
    form.set('purpose', 'assistants')
    form.set('file', new File([bytes], 'notes.txt'))
    const { id } = await this.#api.json<{ id: string }>('POST', '/files', form)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    this.#ledger.files.set(id, { bytes: bytes.length, sha256, removed: 'no' })
    const { storeId } = this.#made
    await this.#api.json('POST', `/vector_stores/${storeId}/files`, { file_id: id })
    this.#ledger.storeFiles.push({ storeId, fileId: id })
  }

  async #run(): Promise<void> {
    const threadId = await this.#thread()
    // Until it is known to have ended, the thread is not touched.
    this.#threads = this.#threads.filter((id) => id !== threadId)
    const calls = this.#chance(0.3)
    const body = {
      assistant_id: this.#made.assistantId,
      additional_messages: [{ role: 'user', content: this.#text() }],
      model: calls ? 'scripted-instant-tools' : this.#pick(MODELS),
      tools: calls ? [TOOL] : [],
    }
    const path = `/threads/${threadId}/runs`
    const runId = this.#chance(0.6)
      ? await this.#streamed(threadId, path, body)
      : await this.#polled(threadId, path, body)
    const run = await this.#api.json<Run>('GET', `${path}/${runId}`)
    const kept = this.#ledger.runs.get(runId)
    if (run.status === 'requires_action' && kept) return this.#answer(kept, run)
    if (isActive(run.status)) return
    if (kept) kept.ended = run.status
    this.#threads.push(threadId)
  }

  #keep(threadId: string, runId: string): KeptRun {
    const kept = this.#ledger.runs.get(runId) ?? { threadId, cancel: 'no', outputs: new Map() }
    this.#ledger.runs.set(runId, kept)
    return kept
  }

  async #streamed(threadId: string, path: string, body: object): Promise<string> {
    const response = await this.#api.open('POST', path, { ...body, stream: true })
    const leaveAfter = this.#chance(0.3) ? 4 + Math.floor(this.#random() * 20) : Infinity
    const cancelAfter = this.#chance(0.2) ? 3 + Math.floor(this.#random() * 20) : Infinity
    const frames: EventFrame[] = []
    let runId = ''
    let isCancelled = false
    const others: Promise<void>[] = []
    await this.#api.stream(response, frames, () => {
      const [first] = frames
      if (first && runId === '') {
        runId = (JSON.parse(first.data) as Run).id // the first event is thread.run.created
        this.#keep(threadId, runId)
        this.#ledger.streams.push({ threadId, runId, frames })
        if (this.#chance(0.4)) others.push(handled(this.#follow(threadId, runId)))
      }
      if (frames.length > cancelAfter && !isCancelled) {
        isCancelled = true
        others.push(handled(this.#cancel(threadId, runId)))
      }
      return frames.length > leaveAfter
    })
    await Promise.all(others)
    return leaveAfter < Infinity ? this.#awaitEnd(path, runId) : runId
  }

  async #polled(threadId: string, path: string, body: object): Promise<string> {
    const run = await this.#api.json<Run>('POST', path, body)
    this.#keep(threadId, run.id)
    const others: Promise<void>[] = []
    if (this.#chance(0.5)) others.push(handled(this.#follow(threadId, run.id)))
    if (this.#chance(0.2)) others.push(handled(this.#cancel(threadId, run.id)))
    await Promise.all(others)
    return this.#awaitEnd(path, run.id)
  }

  async #awaitEnd(path: string, runId: string): Promise<string> {
    for (;;) {
      const { status } = await this.#api.json<Run>('GET', `${path}/${runId}`)
      if (isAtRest(status)) return runId
      await delay(20)
    }
  }

  async #follow(threadId: string, runId: string): Promise<void> {
    const frames: EventFrame[] = []
    this.#ledger.streams.push({ threadId, runId, frames })
    const response = await this.#api.open('GET', `/threads/${threadId}/runs/${runId}/events`)
    await this.#api.stream(response, frames)
  }

  async #cancel(threadId: string, runId: string): Promise<void> {
    const kept = this.#keep(threadId, runId)
    kept.cancel = 'maybe'
    const response = await this.#api.open('POST', `/threads/${threadId}/runs/${runId}/cancel`)
    // One that has ended refuses.
    if (response.status === 200) kept.cancel = 'yes'
    else if (response.status === 400) kept.cancel = 'no'
    else this.#ledger.surprises.push(`a cancel was answered ${response.status}`)
    await response.body?.cancel()
  }

  /** Sometimes with outputs, sometimes never. */
  async #answer(kept: KeptRun, run: Run): Promise<void> {
    if (this.#chance(0.2)) return
    const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
    const outputs = new Map(calls.map(({ id }) => [id, this.#text()]))
    const path = `/threads/${run.thread_id}/runs/${run.id}/submit_tool_outputs`
    const tool_outputs = [...outputs].map(([tool_call_id, output]) => ({ tool_call_id, output }))
    if (this.#chance(0.5)) {
      await this.#api.json('POST', path, { tool_outputs })
      kept.outputs = outputs
      return
    }
    const frames: EventFrame[] = []
    this.#ledger.streams.push({ threadId: run.thread_id, runId: run.id, frames })
    const response = await this.#api.open('POST', path, { tool_outputs, stream: true })
    kept.outputs = outputs
    await this.#api.stream(response, frames)
  }
}
