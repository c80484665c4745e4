import { QueryClient } from '@tanstack/react-query'
import { onTestFinished, vi } from 'vitest'

import { sessionQuery } from '#console/api/session.ts'
import type { Mirror, MirroredThread } from '#contract/mirror.ts'

/** Of another server, of which nothing is kept yet unless told otherwise. */
export const buildMirror = (fields: Partial<Mirror> = {}): Mirror => ({
  object: 'mirror',
  upstream: 'assistants.example/v1',
  reachable: true,
  answered_at: 1_700_000_000,
  lists_threads: false,
  waiting: 0,
  adding: { of: 0, done: 0, failed: 0, failures: [] },
  ...fields,
})

export const buildMirroredThread = (fields: Partial<MirroredThread> = {}): MirroredThread => ({
  object: 'mirror.thread',
  thread_id: 'thread_1',
  refreshed_at: 1_700_000_000,
  gone_at: null,
  waiting: false,
  refusal: null,
  ...fields,
})

/** The caches of a console whose server stands in front of another, or not. */
export const clientOf = ({ upstream }: { upstream: boolean }): QueryClient => {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, retry: false } },
  })
  client.setQueryData(sessionQuery.queryKey, {
    version: '0',
    scripted: false,
    upstream,
    role: 'administrator',
  })
  return client
}

/** A server that answers as told, by method and path; keeps what was asked, with the bodies of what was posted. */
export const serve = (answers: Record<string, (body: string) => unknown>): string[] => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    const name = `${request.method} ${new URL(request.url).pathname}`
    const body = await request.text()
    asked.push(body === '' ? name : `${name} ${body}`)
    const answer = answers[name]?.(body)
    if (answer instanceof Response) return answer
    return answer === undefined
      ? Response.json({ error: { message: 'Not found.' } }, { status: 404 })
      : Response.json(answer)
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return asked
}
