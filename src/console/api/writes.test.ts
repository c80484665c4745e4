import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { SETTING } from '#server/samples/sample-ids.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

import type { Doubt, Patience } from '../util/patience.ts'
import {
  assistantsQuery,
  createAssistant,
  deleteAssistant,
  knownAssistants,
  modifyAssistant,
} from './assistants.ts'
import { deleteFile } from './file-writes.ts'
import { deleteMessage, modifyMessage } from './message-writes.ts'
import { modifyPrices } from './overview.ts'
import { stopRun, submitToolOutputs, startRun } from './run-writes.ts'
import { runsQuery } from './runs.ts'
import { removeSamples } from './samples.ts'
import { deleteThreadHere, dropThread, deleteThread, modifyThread } from './thread-writes.ts'
import { threadsIn } from './threads-in.ts'
import { threadsQuery } from './threads.ts'
import type { ChangeName } from './writes.ts'

let server: TestApp
let client: QueryClient
/** What becomes of the next write. */
let line: 'whole' | 'request lost' | 'answer lost' | 'answer swallowed' | 'proxy fails'
/** How many reads find nobody. */
let away: number
let writes: number

beforeEach(async () => {
  server = await newTestApp({}, { models: createInstantModels() })
  onOwnOrigin(server.app)
  const whole = fetch
  line = 'whole'
  away = 0
  writes = 0
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const lost = new TypeError('Failed to fetch')
    if (init.method === 'GET') {
      if (away === 0) return whole(path, init)
      away -= 1
      throw lost
    }
    writes += 1
    const now = line
    line = 'whole'
    if (now === 'request lost') throw lost
    const answer = await whole(path, init)
    if (now === 'answer lost') throw lost
    if (now === 'proxy fails') return new Response('<html>Bad gateway</html>', { status: 502 })
    if (now === 'whole') return answer
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
    })
  })
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
})
afterEach(() => server.close())

const newThread = () =>
  server.json<Thread>('POST', '/v1/threads', {
    messages: [{ role: 'user', content: 'Hello' }],
    metadata: { title: 'Old' },
  })
const newAssistant = (fields: object = {}) =>
  server.json<Assistant>('POST', '/v1/assistants', { model: 'm', name: 'Old', ...fields })
const isThere = async (path: string) => (await server.request('GET', path)).status === 200
const runOf = (path: string) => server.json<Run>('GET', path)

/** A run that waits for the output of a function. */
const newWaitingRun = async () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]
  const { id: assistant_id } = await newAssistant({ model: 'scripted-tools', tools })
  const { id: thread_id } = await newThread()
  const { id } = await server.json<Run>('POST', `/v1/threads/${thread_id}/runs`, { assistant_id })
  const path = `/v1/threads/${thread_id}/runs/${id}`
  await (await server.request('GET', `${path}/events`)).text()
  const [call] = (await runOf(path)).required_action?.submit_tool_outputs?.tool_calls ?? []
  return { id, thread_id, path, call: call?.id ?? '' }
}

interface Case {
  write: (patience: Patience) => Promise<unknown>
  isDone: () => Promise<boolean>
}

const changes: Record<ChangeName, () => Promise<Case>> = {
  modifyThread: async () => {
    const { id } = await newThread()
    const path = `/v1/threads/${id}`
    return {
      write: (patience) => modifyThread(id, { title: 'New' }, patience),
      isDone: async () => (await server.json<Thread>('GET', path)).metadata['title'] === 'New',
    }
  },
  deleteThread: async () => {
    const { id } = await newThread()
    return {
      write: (patience) => deleteThread(id, patience),
      isDone: async () => !(await isThere(`/v1/threads/${id}`)),
    }
  },
  modifyMessage: async () => {
    const { id } = await newThread()
    const path = `/v1/threads/${id}/messages`
    const { data } = await server.json<{ data: Message[] }>('GET', path)
    const of = data[0]?.id ?? ''
    return {
      write: (patience) => modifyMessage(id, of, { a: '1' }, patience),
      isDone: async () =>
        (await server.json<Message>('GET', `${path}/${of}`)).metadata['a'] === '1',
    }
  },
  deleteMessage: async () => {
    const { id } = await newThread()
    const path = `/v1/threads/${id}/messages`
    const { data } = await server.json<{ data: Message[] }>('GET', path)
    const of = data[0]?.id ?? ''
    return {
      write: (patience) => deleteMessage(id, of, patience),
      isDone: async () => !(await isThere(`${path}/${of}`)),
    }
  },
  cancelRun: async () => {
    const run = await newWaitingRun()
    return {
      write: (patience) => stopRun(client, run, patience),
      isDone: async () => (await runOf(run.path)).status !== 'requires_action',
    }
  },
  submitToolOutputsToRun: async () => {
    const { id, thread_id, path, call } = await newWaitingRun()
    const outputs = [{ tool_call_id: call, output: '21 degrees' }]
    return {
      write: (patience) => submitToolOutputs(thread_id, id, outputs, patience),
      isDone: async () => (await runOf(path)).status !== 'requires_action',
    }
  },
  modifyAssistant: async () => {
    const { id } = await newAssistant({ metadata: { a: '1', b: '2' }, temperature: 0.5 })
    const body = {
      name: 'New',
      description: null,
      temperature: null,
      metadata: { b: '3' },
      tools: [{ type: 'file_search' as const }, { type: 'code_interpreter' as const }],
    }
    return {
      write: (patience) => modifyAssistant(id, body, patience),
      isDone: async () =>
        (await server.json<Assistant>('GET', `/v1/assistants/${id}`)).name === 'New',
    }
  },
  deleteAssistant: async () => {
    const { id } = await newAssistant()
    return {
      write: (patience) => deleteAssistant(id, patience),
      isDone: async () => !(await isThere(`/v1/assistants/${id}`)),
    }
  },
  deleteFile: async () => {
    const form = new FormData()
    form.append('purpose', 'assistants')
    form.append('file', new File(['x'], 'a.txt'))
    const uploaded = await server.request('POST', '/v1/files', form)
    // The cast: what the wire answers.
    const { id } = (await uploaded.json()) as { id: string }
    return {
      write: (patience) => deleteFile(id, patience),
      isDone: async () => !(await isThere(`/v1/files/${id}`)),
    }
  },
  modifyPrices: async () => {
    const models = { 'gpt-4o': { input: 2.5, output: 10 } }
    const now = () => server.json<{ currency: string }>('GET', '/api/prices')
    return {
      write: (patience) => modifyPrices({ currency: 'EUR', models }, patience),
      isDone: async () => (await now()).currency === 'EUR',
    }
  },
  deleteSamples: async () => {
    const { id } = await newThread()
    const ids = { threads: [id], assistants: [], files: [] }
    await server.services.store.setOwnValue(SETTING, JSON.stringify(ids))
    const present = async () =>
      (await server.json<{ present: boolean }>('GET', '/api/samples')).present
    return { write: removeSamples, isDone: async () => !(await present()) }
  },
}

const makes: Record<string, () => Promise<Case>> = {
  createAssistant: async () => {
    // One like it is there already.
    await newAssistant({ name: 'New' })
    await client.fetchInfiniteQuery(assistantsQuery())
    const parameters = { type: 'object', properties: { city: { type: 'string' } } }
    const body = {
      model: 'm',
      name: 'New',
      description: null,
      temperature: null,
      metadata: { a: '1' },
      tools: [{ type: 'function' as const, function: { name: 'f', parameters } }],
    }
    return {
      write: (patience) => createAssistant(body, { known: knownAssistants(client) }, patience),
      isDone: async () =>
        (await server.json<{ data: object[] }>('GET', '/v1/assistants')).data.length === 2,
    }
  },
  createRun: async () => {
    const { id: assistant_id } = await newAssistant({ model: 'scripted-stall' })
    const { id } = await newThread()
    await new InfiniteQueryObserver(client, runsQuery(id)).refetch()
    return {
      write: (patience) => startRun(client, id, { assistant_id }, patience),
      isDone: async () =>
        (await server.json<{ data: object[] }>('GET', `/v1/threads/${id}/runs`)).data.length === 1,
    }
  },
}

const told: (Doubt | undefined)[] = []
beforeEach(() => void (told.length = 0))
const never = () => new AbortController().signal
const patient: Patience = {
  timeout: never,
  pause: () => Promise.resolve(),
  onDoubt: (doubt) => told.push(doubt),
}

describe.each(Object.entries({ ...changes, ...makes }))('%s', (_, start) => {
  test.each(['answer lost', 'proxy fails'] as const)('is done though: %s', async (how) => {
    const { write, isDone } = await start()
    line = how
    await write(patient)
    expect(await isDone()).toBe(true)
    expect(writes).toBe(1)
    expect(told).toEqual([undefined])
  })

  test('is done though its answer was swallowed', async () => {
    const { write, isDone } = await start()
    line = 'answer swallowed'
    const late = new AbortController()
    const timeouts = [never(), late.signal]
    const writing = write({ ...patient, timeout: () => timeouts.shift() ?? never() })
    await vi.waitFor(async () => expect(await isDone()).toBe(true))
    late.abort()
    await writing
  })

  test('is not done where the request was lost', async () => {
    const { write, isDone } = await start()
    line = 'request lost'
    await expect(write(patient)).rejects.toThrow('The connection to the server broke off.')
    expect(await isDone()).toBe(false)
  })

  test.each(['answer lost', 'request lost'] as const)(
    'is in doubt until the server is back: %s',
    async (how) => {
      const { write, isDone } = await start()
      line = how
      away = 3
      const writing = write(patient)
      if (how === 'answer lost') await writing
      else await expect(writing).rejects.toThrow('broke off')
      expect(await isDone()).toBe(how === 'answer lost')
      expect(told).toEqual([expect.objectContaining({ lookNow: expect.any(Function) }), undefined])
    },
  )
})

test('a doubt ends as soon as somebody asks, and is told again where the server is still away', async () => {
  const { write } = await changes.deleteThread()
  line = 'answer lost'
  away = 2
  await write({
    ...patient,
    pause: () => new Promise(() => {}),
    onDoubt: (doubt) => {
      told.push(doubt)
      doubt?.lookNow()
    },
  })
  expect(told).toHaveLength(3)
})

test('what others changed it to is not done', async () => {
  const { id } = await newThread()
  line = 'request lost'
  await server.json('POST', `/v1/threads/${id}`, { metadata: { title: 'Theirs' } })
  await expect(modifyThread(id, { title: 'New' }, patient)).rejects.toThrow('broke off')
})

test('outputs that others gave are not these', async () => {
  const { id, thread_id, path, call } = await newWaitingRun()
  const tool_outputs = [{ tool_call_id: call, output: 'theirs' }]
  await server.json('POST', `${path}/submit_tool_outputs`, { tool_outputs })
  line = 'request lost'
  const mine = [{ tool_call_id: call, output: 'mine' }]
  await expect(submitToolOutputs(thread_id, id, mine, patient)).rejects.toThrow('broke off')
})

test('what was deleted before is deleted', async () => {
  const { write } = await changes.deleteThread()
  await write(patient)
  await write(patient)
})

test('what is to be changed and is gone is refused, and no doubt', async () => {
  const { id } = await newThread()
  await server.json('DELETE', `/v1/threads/${id}`)
  line = 'request lost'
  await expect(modifyThread(id, { title: 'New' }, patient)).rejects.toMatchObject({ status: 404 })
  expect(told).toEqual([undefined])
})

test('a run whose answer was lost is another one than the next', async () => {
  const { id: assistant_id } = await newAssistant()
  const { id } = await newThread()
  const runs = new InfiniteQueryObserver(client, runsQuery(id))
  await runs.refetch()
  line = 'answer lost'
  const first = await startRun(client, id, { assistant_id }, patient)
  await (await server.request('GET', `/v1/threads/${id}/runs/${first.id}/events`)).text()
  await runs.refetch()
  expect((await startRun(client, id, { assistant_id }, patient)).id).not.toBe(first.id)
})

test('a thread whose deletion lost its answer is left and dropped as one that was answered', async () => {
  const { id } = await newThread()
  const list = threadsQuery({ order: 'activity', metadata: {} })
  await client.fetchInfiniteQuery(list)
  const listed = () => threadsIn(client.getQueryData(list.queryKey)).some((each) => each.id === id)
  line = 'answer lost'
  away = 1
  const left: boolean[] = []
  const pause = async () => {
    // The feed of changes may be quicker: where the page goes next, the list still has to tell.
    dropThread(client, id)
  }
  await deleteThreadHere(client, id, () => left.push(listed()), { ...patient, pause })
  expect(left).toEqual([true])
  expect(listed()).toBe(false)
})

test('every write of the console goes through here, or brings its own look', async () => {
  const root = join(import.meta.dirname, '..')
  const asking: string[] = []
  for (const name of await readdir(root, { recursive: true })) {
    if (!/\.tsx?$/.test(name) || name.includes('.test.')) continue
    const text = await readFile(join(root, name), 'utf8')
    if (/import \{[^}]*\bask(Once)?\b[^}]*\} from/.test(text)) asking.push(name)
  }
  expect(asking.toSorted()).toEqual([
    'api/messages.ts',
    // What is asked for twice is brought once.
    'api/mirror.ts',
    'api/new-thread.ts',
    // What is claimed twice is held once, and what is let go stays so.
    'api/queue-reading.ts',
    'api/runs.ts',
    'api/threads.ts',
    'api/writes.ts',
    'features/composer/send-draft.ts',
  ])
})
