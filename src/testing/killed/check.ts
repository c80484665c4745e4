import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

import type { RunEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { List } from '#contract/primitives.ts'
import { isAtRest } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { EventFrame } from '#contract/sse.ts'

import { violations } from '../stream-rules.ts'
import type { Api } from './api.ts'
import type { KeptRun, Ledger, SeenStream } from './ledger.ts'

/** How long a server that was killed may take to settle its runs, in milliseconds. */
const SETTLE_MS = 45_000

/**
 * What a server that was killed and started again does not keep of what it had acknowledged.
 * @returns findings, and how long its runs and files took to settle, in milliseconds
 */
export const checkKept = async (api: Api, ledger: Ledger) => {
  const findings: string[] = []
  const find = (text: string) => findings.push(text)
  const started = performance.now()
  await settleRuns(api, ledger, find)
  await settleFiles(api, ledger, find)
  const settledMs = performance.now() - started
  for (const [id, { titles, removed }] of ledger.threads) {
    const response = await api.open('GET', `/threads/${id}`)
    if (removed === 'no' && response.status !== 200) find(`${id}: ${response.status}`)
    const { metadata } = (await response.json()) as { metadata: { title: string } } // a thread
    if (!titles.includes(metadata.title))
      find(`${id} is called ${metadata.title}, not ${titles.join(' or ')}`)
    await checkMessages(api, ledger, id, find)
    for (const run of await all<Run>(api, `/threads/${id}/runs`))
      await checkRun(api, ledger, run, find)
    await checkFree(api, id, find)
  }
  for (const stream of ledger.streams) await checkStream(api, stream, find)
  for (const [id, { bytes, sha256 }] of ledger.files) {
    const content = await api.open('GET', `/files/${id}/content`)
    const held = Buffer.from(await content.arrayBuffer())
    if (content.status !== 200 || held.length !== bytes || sha(held) !== sha256) {
      find(`${id}: ${content.status}, ${held.length} bytes instead of ${bytes}`)
    }
  }
  return { findings, settledMs }
}

type Find = (text: string) => unknown

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

const all = async <T extends { id: string }>(api: Api, path: string): Promise<T[]> => {
  const items: T[] = []
  for (;;) {
    const after = items.length > 0 ? `&after=${items.at(-1)?.id}` : ''
    const page = await api.json<List<T>>('GET', `${path}?order=asc&limit=100${after}`)
    items.push(...page.data)
    if (!page.has_more) return items
  }
}

/** Waits for every run, acknowledged or not, of every thread that is known. */
const settleRuns = async (api: Api, ledger: Ledger, find: Find): Promise<void> => {
  const end = performance.now() + SETTLE_MS
  for (const threadId of ledger.threads.keys()) {
    for (;;) {
      const runs = await all<Run>(api, `/threads/${threadId}/runs`)
      const open = runs.filter(({ status }) => !isAtRest(status))
      if (open.length === 0) break
      if (performance.now() > end) {
        find(`${open.map(({ id, status }) => `${id} is ${status}`).join()} of ${threadId}`)
        break
      }
      await delay(50)
    }
  }
}

const settleFiles = async (api: Api, { storeFiles }: Ledger, find: Find): Promise<void> => {
  const end = performance.now() + SETTLE_MS
  for (const { storeId, fileId } of storeFiles) {
    for (;;) {
      const path = `/vector_stores/${storeId}/files/${fileId}`
      const { status } = await api.json<{ status: string }>('GET', path)
      if (status === 'completed') break
      if (status !== 'in_progress' || performance.now() > end) {
        find(`${fileId} is ${status} in its vector store`)
        break
      }
      await delay(50)
    }
  }
}

const textOf = ({ content }: Message): string =>
  content.map((part) => (part.type === 'text' ? part.text.value : '')).join('')

const checkMessages = async (api: Api, ledger: Ledger, threadId: string, find: Find) => {
  const messages = await all<Message>(api, `/threads/${threadId}/messages`)
  const byId = new Map(messages.map((message) => [message.id, message]))
  if (byId.size !== messages.length) find(`a message of ${threadId} is listed twice`)
  for (const { id, status } of messages) if (status === 'in_progress') find(`${id} is in progress`)
  const kept = [...ledger.messages].filter(([, message]) => message.threadId === threadId)
  for (const [id, { text, titles, removed }] of kept) {
    const message = byId.get(id)
    if (removed === 'maybe') continue
    if (removed === 'yes') {
      if (message) find(`${id} was deleted and is there`)
    } else if (!message) find(`${id} is lost`)
    else if (textOf(message) !== text) find(`${id} says ${textOf(message)}, not ${text}`)
    else if (!titles.includes(message.metadata?.['title'] ?? '')) find(`${id} has another title`)
  }
  const order = kept.map(([id]) => messages.findIndex((message) => message.id === id))
  const places = order.filter((place) => place >= 0)
  if (places.some((place, at) => place < (places[at - 1] ?? 0))) find(`${threadId} is out of order`)
}

const logOf = async (api: Api, threadId: string, runId: string): Promise<RunEvent[]> => {
  const log: RunEvent[] = []
  for (;;) {
    const path = `/threads/${threadId}/runs/${runId}/events?stream=false&limit=1000&after=${log.length}`
    const page = await api.json<List<RunEvent>>('GET', path)
    log.push(...page.data)
    if (!page.has_more) return log
  }
}

const checkRun = async (api: Api, ledger: Ledger, run: Run, find: Find): Promise<void> => {
  const { id, thread_id: threadId, status } = run
  const log = await logOf(api, threadId, id)
  if (log.some(({ sequence_number }, at) => sequence_number !== at + 1)) find(`${id}: a gap`)
  const last = log.at(-1)
  if (JSON.stringify(last?.data) !== JSON.stringify(run)) {
    find(`${id} is ${status}, its log ends with ${last?.event}`)
  }
  for (const broken of violations(log)) find(`${id}: ${broken}`)
  const steps = await all<RunStep>(api, `/threads/${threadId}/runs/${id}/steps`)
  const kept = ledger.runs.get(id)
  if (status !== 'requires_action' && steps.some((step) => step.status === 'in_progress')) {
    find(`${id} is ${status} and has an open step`)
  }
  if (kept) checkKeptRun(run, steps, kept, find)
}

const checkKeptRun = ({ id, status }: Run, steps: RunStep[], kept: KeptRun, find: Find): void => {
  const { cancel, ended, outputs } = kept
  if (cancel === 'yes' && status !== 'cancelled') find(`${id} was cancelled and is ${status}`)
  if (cancel === 'no' && status === 'cancelled') find(`${id} was not cancelled and is so`)
  if (ended !== undefined && ended !== status) find(`${id} was ${ended} and is ${status}`)
  if (outputs.size > 0 && status === 'requires_action') find(`${id} has lost its outputs`)
  const calls = steps.flatMap(({ step_details: details }) =>
    details.type === 'tool_calls' ? details.tool_calls : [],
  )
  for (const call of calls) {
    if (call.type !== 'function' || !outputs.has(call.id)) continue
    if (call.function.output !== outputs.get(call.id)) find(`${call.id} has another output`)
  }
  for (const callId of outputs.keys()) {
    if (!calls.some((call) => 'id' in call && call.id === callId)) find(`${callId} is lost`)
  }
}

/** What a reader has seen is in the log, one event after the other; the published streams tell no numbers. */
const checkStream = async (api: Api, { threadId, runId, frames }: SeenStream, find: Find) => {
  const seen = frames.filter(({ event }) => event !== 'done')
  if (seen.length === 0) return
  const log = await logOf(api, threadId, runId)
  const isAt = ({ event, data }: EventFrame, number: number) => {
    const logged = log[number - 1]
    return logged?.event === event && JSON.stringify(logged.data) === data
  }
  const isFrom = (first: number) => seen.every((frame, at) => isAt(frame, first + at))
  const numbers = log.map((_, index) => index + 1)
  const first = seen[0]?.id === undefined ? numbers.find(isFrom) : Number(seen[0].id)
  if (first === undefined) {
    find(`${runId}: what was seen stands nowhere in its log`)
    return
  }
  for (const [at, frame] of seen.entries()) {
    const { id, event } = frame
    if (id !== undefined && Number(id) !== first + at) {
      find(`${runId}: ${id} was seen after ${first + at - 1}`)
    } else if (!isAt(frame, first + at)) {
      find(`${runId}: event ${id} was seen as ${event} and is ${log[first + at - 1]?.event}`)
    }
  }
}

/** No run that has ended holds its thread; one that waits for outputs can be cancelled. */
const checkFree = async (api: Api, threadId: string, find: Find): Promise<void> => {
  const runs = await all<Run>(api, `/threads/${threadId}/runs`)
  const waiting = runs.find(({ status }) => status === 'requires_action')
  const message = { role: 'user', content: 'Still there?' }
  const answer = await api.open('POST', `/threads/${threadId}/messages`, message)
  const body = await answer.text()
  if (waiting ? answer.status !== 400 : answer.status !== 200) find(`${threadId}: ${body}`)
}
