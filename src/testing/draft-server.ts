import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, vi } from 'vitest'

import { messagesQuery } from '#console/api/messages.ts'
import { heardSession } from '#console/api/repeats.ts'
import { runsQuery } from '#console/api/runs.ts'
import { changeDraft } from '#console/features/composer/draft-store.ts'
import { emptyDraft, setText } from '#console/features/composer/draft.ts'

export const THREAD = 'thread_1'

/** A message of the thread as the wire tells it. */
export const message = (text: string) => ({
  id: 'msg_2',
  object: 'thread.message',
  created_at: 2,
  thread_id: THREAD,
  role: 'user',
  content: [{ type: 'text', text: { value: text, annotations: [] } }],
  attachments: [],
  metadata: {},
})

export const run = {
  id: 'run_1',
  object: 'thread.run',
  created_at: 2,
  thread_id: THREAD,
  assistant_id: 'asst_1',
  status: 'queued',
  metadata: {},
}

export const listOf = (...data: object[]) => ({ object: 'list', data, has_more: false })

/** Takes a request and drops the answer. */
export const lost = Symbol('lost')
/** Takes a request and keeps quiet. */
export const never = Symbol('never')

interface DraftServer {
  /** What is answered, by method and last part of the path, in turn; once there is no more, all are lost. */
  answers: Record<string, (object | typeof lost | typeof never)[]>
  asked: { call: string; key: string | null; body: unknown }[]
  posts: () => DraftServer['asked']
}

/** A server that each test of a file gives its answers, and "Hello" in the draft of the thread. */
export const serveDrafts = (): DraftServer => {
  const server: DraftServer = {
    answers: {},
    asked: [],
    posts: () => server.asked.filter(({ call }) => call.startsWith('POST')),
  }
  beforeEach(() => {
    heardSession({ upstream: false })
    server.answers = {}
    server.asked = []
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const call = `${init.method} ${url.split('?')[0]?.split('/').at(-1)}`
      const key = new Headers(init.headers).get('idempotency-key')
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
      server.asked.push({ call, key, body })
      const answer = server.answers[call]?.shift() ?? lost
      if (answer === never) {
        return new Promise((_, reject) => {
          init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
        })
      }
      if (answer === lost) throw new TypeError('Failed to fetch')
      return Response.json(answer)
    })
    changeDraft(THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    changeDraft(THREAD, () => emptyDraft())
  })
  return server
}

/** The caches of a page that shows the thread, in which nothing was said yet. */
export const clientOf = (): QueryClient => {
  const client = new QueryClient()
  const end = { pages: [{ messages: [], hasOlder: false, hasNewer: false }], pageParams: ['end'] }
  client.setQueryData(messagesQuery(THREAD).queryKey, end)
  client.setQueryData(runsQuery(THREAD).queryKey, {
    pages: [{ object: 'list', data: [], first_id: null, last_id: null, has_more: false }],
    pageParams: [undefined],
  })
  return client
}
