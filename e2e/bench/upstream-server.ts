// The other server of the section `upstream`, as thin as one can be: the published wire of threads, messages and runs
// on bare node:http, all of it in memory. How a run goes is told by its model's name: `stamps-200-100-3000-40` waits
// 3 s, then streams 200 pieces 100 ms apart. Each holds its number, when it was sent, and 40 characters more.
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import type { MessageDelta, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { buildMessage, buildRun, buildRunStep, textPart } from '#testing/builders.ts'

interface Kept {
  thread: Thread
  /** The oldest first, as are the runs. */
  messages: Message[]
  runs: Run[]
  steps: Map<string, RunStep[]>
}

const threads = new Map<string, Kept>()
const now = () => Math.floor(Date.now() / 1000)
let last = 0
const newId = (prefix: string) => `${prefix}_${String(++last).padStart(24, '0')}`

const newThread = (): Thread => {
  const thread: Thread = {
    id: newId('thread'),
    object: 'thread',
    created_at: now(),
    metadata: {},
    tool_resources: {},
  }
  threads.set(thread.id, { thread, messages: [], runs: [], steps: new Map() })
  return thread
}

const messageOf = (thread_id: string, role: 'user' | 'assistant', value: string): Message =>
  buildMessage({
    id: newId('msg'),
    created_at: now(),
    completed_at: now(),
    thread_id,
    role,
    content: [textPart(value)],
  })

const runOf = (thread_id: string, assistant_id: string, model: string): Run =>
  buildRun({
    id: newId('run'),
    created_at: now(),
    thread_id,
    assistant_id,
    model,
    expires_at: now() + 600,
  })

const stepOf = ({ thread_id, assistant_id, id: run_id }: Run, message_id: string): RunStep =>
  buildRunStep({
    id: newId('step'),
    created_at: now(),
    assistant_id,
    thread_id,
    run_id,
    step_details: { type: 'message_creation', message_creation: { message_id } },
  })

async function stream(
  kept: Kept,
  response: ServerResponse,
  assistant: string,
  model: string,
): Promise<void> {
  const [, count = 200, pause = 100, wait = 0, more = 0] = model.split('-').map(Number)
  const tell = ({ event, data }: StreamEvent) =>
    response.write(
      `event: ${event}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
    )
  const { thread, runs, messages, steps } = kept
  let run = runOf(thread.id, assistant, model)
  const at = runs.push(run) - 1
  const put = (status: 'queued' | 'in_progress' | 'completed', fields: Partial<Run>) => {
    run = { ...run, ...fields, status }
    runs[at] = run
    tell({ event: `thread.run.${status}`, data: run })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  tell({ event: 'thread.run.created', data: run })
  put('queued', {})
  put('in_progress', { started_at: now() })
  const written = { ...messageOf(thread.id, 'assistant', ''), run_id: run.id }
  const message: Message = { ...written, status: 'in_progress', completed_at: null, content: [] }
  const step = stepOf(run, message.id)
  steps.set(run.id, [step])
  tell({ event: 'thread.run.step.created', data: step })
  tell({ event: 'thread.run.step.in_progress', data: step })
  tell({ event: 'thread.message.created', data: message })
  tell({ event: 'thread.message.in_progress', data: message })

  await delay(wait)
  const value = await pieces({ count, pause, more }, response, (index, piece) => {
    const text = index === 0 ? { value: piece, annotations: [] } : { value: piece }
    const delta = { content: [{ index: 0, type: 'text', text }] }
    const data: MessageDelta = { id: message.id, object: 'thread.message.delta', delta }
    return tell({ event: 'thread.message.delta', data })
  })
  const content: Message['content'] = [{ type: 'text', text: { value, annotations: [] } }]
  const whole: Message = { ...written, content, completed_at: now() }
  messages.push(whole)
  const usage = { prompt_tokens: 20, completion_tokens: count, total_tokens: 20 + count }
  const ended: RunStep = { ...step, status: 'completed', completed_at: now(), usage }
  steps.set(run.id, [ended])
  tell({ event: 'thread.message.completed', data: whole })
  tell({ event: 'thread.run.step.completed', data: ended })
  put('completed', { completed_at: now(), expires_at: null, usage })
  tell({ event: 'done', data: '[DONE]' })
  response.end()
}

/** @returns all text that was told */
async function pieces(
  { count, pause, more }: { count: number; pause: number; more: number },
  response: ServerResponse,
  tell: (index: number, value: string) => boolean,
): Promise<string> {
  const rest = 'x'.repeat(more)
  const started = performance.now()
  let text = ''
  for (let index = 0; index < count && !response.destroyed; index += 1) {
    // One piece late is no reason for all that follow to be.
    if (pause > 0) await delay(Math.max(0, started + index * pause - performance.now()))
    const value = `~${index}@${process.hrtime.bigint() / 1000n}~ ${rest}`
    text += value
    if (tell(index, value) || response.destroyed) continue
    await new Promise<void>((resolve) => {
      const goOn = () => {
        response.off('drain', goOn).off('close', goOn)
        resolve()
      }
      response.on('drain', goOn).on('close', goOn)
    })
  }
  return text
}

const pageOf = <T extends { id: string }>(items: readonly T[], query: URLSearchParams) => {
  const ordered = query.get('order') === 'asc' ? items : items.toReversed()
  const after = query.get('after')
  const from = after === null ? 0 : ordered.findIndex(({ id }) => id === after) + 1
  const data = ordered.slice(from, from + Number(query.get('limit') ?? 20))
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: from + data.length < ordered.length,
  }
}

/** What the bench sends: nobody else asks. */
interface Body {
  content?: string
  assistant_id?: string
  model?: string
}

const found = (
  kept: Kept,
  [kind, id, of]: string[],
  query: URLSearchParams,
): object | undefined => {
  if (kind === undefined) return kept.thread
  if (kind === 'messages') {
    const run = query.get('run_id')
    return pageOf(
      run === null ? kept.messages : kept.messages.filter(({ run_id }) => run_id === run),
      query,
    )
  }
  if (kind !== 'runs') return undefined
  if (id === undefined) return pageOf(kept.runs, query)
  if (of === 'steps') return pageOf(kept.steps.get(id) ?? [], query)
  return kept.runs.find((run) => run.id === id)
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream')
  const [, , , threadId = '', ...rest] = pathname.split('/')
  const kept = threads.get(threadId)
  let value: object | undefined
  if (request.method === 'POST') {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body = JSON.parse(text) as Body
    if (pathname === '/v1/threads') value = newThread()
    else if (kept && rest[0] === 'runs')
      return stream(kept, response, body.assistant_id ?? '', body.model ?? '')
    else if (kept && rest[0] === 'messages') {
      const message = messageOf(threadId, 'user', body.content ?? '')
      kept.messages.push(message)
      value = message
    }
  } else if (kept) value = found(kept, rest, searchParams)
  response.writeHead(value ? 200 : 404, { 'content-type': 'application/json' })
  const error = {
    message: 'No such thing.',
    type: 'invalid_request_error',
    param: null,
    code: null,
  }
  response.end(JSON.stringify(value ?? { error }))
}

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.on('SIGTERM', () => process.exit(0))
