import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { anyText } from '#testing/any-text.ts'
import { sharedThreads } from '#testing/recorded.ts'

import { type ImportTotals, importFiles } from './import-files.ts'
import { readLine } from './parse-line.ts'
import { ThreadParts } from './thread-parts.ts'

let store: Store
let dir: string
let faults: string[]
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  dir = await mkdtemp(join(tmpdir(), 'clew-import-'))
  faults = []
})
afterEach(async () => {
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

const say = (text: string, role = 'user', created_at = 100) => ({
  role,
  content: [{ type: 'text', text: { value: text, annotations: [] } }],
  created_at,
  metadata: {},
})
const threadOf = (...texts: string[]) => ({
  object: 'thread',
  created_at: 100,
  metadata: { source: 'test' },
  messages: texts.map((text, index) => say(text, index % 2 ? 'assistant' : 'user', 100 + index)),
})
const lines = (...values: unknown[]) =>
  values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('')

const fileOf = async (name: string, content: string | Uint8Array) => {
  const path = join(dir, name)
  await writeFile(path, content)
  return path
}
const importAll = (paths: string[], signal = new AbortController().signal): Promise<ImportTotals> =>
  importFiles(
    paths,
    store,
    {
      onProgress: () => {},
      onFileDone: () => {},
      onFault: (file, line, reason) =>
        faults.push(`${file.replace(`${dir}/`, '')}${line ? `:${line}` : ''}: ${reason}`),
    },
    signal,
  )
const threadIds = async () => {
  const page = { limit: 100, order: 'asc', order_by: 'created_at', summary: false } as const
  return (await store.listThreads(page)).data.map((thread) => thread.id)
}
const textsOf = async (threadId: string) => {
  const { data } = await store.listMessages(threadId, { limit: 100, order: 'asc' })
  return data.map(({ content: [part] }) => (part?.type === 'text' ? part.text.value : undefined))
}

test('what is imported is listed: the same texts in the same order', async () => {
  const text = anyText({ maxLength: 40 })
  const threads = fc.array(fc.array(text, { maxLength: 12 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(threads, fc.boolean(), async (texts, zipped) => {
      await store.close()
      store = await openStore({ path: ':memory:' })
      const written = lines(
        ...texts.map((each, index) => ({ ...threadOf(...each), created_at: index })),
      )
      const path = await fileOf('any', zipped ? gzipSync(written) : written)
      expect(await importAll([path])).toMatchObject({ imported: texts.length, badLines: 0 })
      const listed = await Promise.all((await threadIds()).map(textsOf))
      expect(listed).toEqual(texts)
    }),
    { numRuns: 40 },
  )
})

test('importing twice adds nothing; after a delete the thread comes back under its own id', async () => {
  const path = await fileOf('a.ndjson', lines(threadOf('one'), threadOf('two'), threadOf('one')))
  expect(await importAll([path])).toMatchObject({ imported: 2, skipped: 1 })
  const ids = await threadIds()
  expect(await importAll([path])).toMatchObject({ imported: 0, skipped: 3 })
  expect(await threadIds()).toEqual(ids)
  await store.deleteThread(ids[0] ?? '')
  expect(await importAll([path])).toMatchObject({ imported: 1, skipped: 2 })
  expect((await threadIds()).toSorted()).toEqual(ids.toSorted())
})

test('bad lines are named and passed over', async () => {
  const content = lines(threadOf('one'), '{"object":', '', { object: 'thread' }, threadOf('two'))
  expect(await importAll([await fileOf('a.ndjson', content)])).toMatchObject({
    imported: 2,
    badLines: 2,
  })
  expect(faults).toEqual([
    expect.stringMatching(/^a\.ndjson:2: not JSON/),
    expect.stringMatching(/^a\.ndjson:4: created_at: /),
  ])
})

test('a thread of which one message is bad leaves nothing behind', async () => {
  const half = { ...threadOf('fine'), messages: [say('fine'), say('bad', 'system')] }
  expect(await importAll([await fileOf('a.ndjson', lines(half))])).toMatchObject({ imported: 0 })
  expect(await threadIds()).toEqual([])
})

test('ids that other content holds are refused whole, and the rest of the file goes on', async () => {
  const first = { ...threadOf('one'), id: 'thread_kept' }
  const other = { ...threadOf('two'), id: 'thread_kept' }
  const sharing = { ...threadOf(), messages: [{ ...say('x'), id: 'msg_1' }] }
  const content = lines(first, other, threadOf('three'), sharing, { ...sharing, created_at: 5 })
  expect(await importAll([await fileOf('a.ndjson', content)])).toMatchObject({
    imported: 3,
    badLines: 2,
  })
  expect(faults).toEqual([
    'a.ndjson:2: thread_kept, or an id within it, is there with other content',
    expect.stringMatching(/^a\.ndjson:5: thread_/),
  ])
  expect(await textsOf('thread_kept')).toEqual(['one'])
})

test('a thread whose lines do not all follow each other is refused whole, and named by its first', async () => {
  const begun = (id: string) => ({ ...threadOf('a'), id, part: 1, more: true })
  const next = (id: string, part: number, more = false) => ({ ...threadOf('b'), id, part, more })
  const content = lines(
    begun('thread_1'),
    '',
    next('thread_1', 2, true),
    next('thread_1', 3),
    begun('thread_2'),
    next('thread_2', 3),
    begun('thread_3'),
    '{"object":',
    next('thread_3', 2),
    begun('thread_4'),
    next('thread_5', 2),
    threadOf('whole'),
    begun('thread_6'),
  )
  expect(await importAll([await fileOf('a.ndjson', content)])).toMatchObject({ imported: 2 })
  expect(await textsOf('thread_1')).toEqual(['a', 'b', 'b'])
  const gone = (line: number, id: string) =>
    `a.ndjson:${line}: part 2 of ${id} does not follow: nothing of it was imported`
  const alone = (line: number, id: string, part: number) =>
    `a.ndjson:${line}: is part ${part} of ${id}, and the part before it is not there`
  expect(faults).toEqual([
    gone(5, 'thread_2'),
    alone(6, 'thread_2', 3),
    gone(7, 'thread_3'),
    expect.stringMatching(/^a\.ndjson:8: not JSON/),
    alone(9, 'thread_3', 2),
    gone(10, 'thread_4'),
    alone(11, 'thread_5', 2),
    gone(13, 'thread_6'),
  ])
})

test('a thread over several lines that is longer than is held is refused', () => {
  const parts = new ThreadParts((line, reason) => faults.push(`${line}: ${reason}`), 1024 * 1024)
  const part = (part: number) => {
    const line = JSON.stringify({ ...threadOf('a'), id: 'thread_1', part, more: true })
    const read = readLine(Buffer.from(line))
    if (!read) throw new Error('a blank line')
    return { ...read, bytes: 500_000 }
  }
  expect(parts.take(1, part(1))).toBeUndefined()
  expect(parts.take(2, part(2))).toBeUndefined()
  expect(() => parts.take(3, part(3))).toThrow('thread_1 is longer than 1 MiB')
  parts.breakOff()
  expect(faults).toEqual([])
})

test('a broken gzip keeps what came whole before the break, and says so', async () => {
  const many = Array.from({ length: 2000 }, (_, index) =>
    threadOf(`message ${index} ${Math.imul(index, 2_654_435_761)}`),
  )
  const cut = gzipSync(lines(...many))
  const path = await fileOf('a.ndjson.gz', cut.subarray(0, cut.length / 2))
  const totals = await importAll([path, await fileOf('b.ndjson', lines(threadOf('after')))])
  expect(totals).toMatchObject({ badFiles: 1, badLines: 0 })
  expect(totals.imported).toBeGreaterThan(100)
  expect(totals.imported).toBeLessThan(2000)
  expect(faults).toEqual(['a.ndjson.gz: could not be read to its end: unexpected end of file'])
})

test('a file that is not there is named; the others are imported', async () => {
  const there = await fileOf('a.ndjson', lines(threadOf('one')))
  const totals = await importAll([join(dir, 'gone.ndjson'), dir, there])
  expect(totals).toMatchObject({ imported: 1, badFiles: 2 })
  expect(faults).toEqual([expect.stringMatching(/^gone\.ndjson: ENOENT/), `${dir}: is a directory`])
})

test('a line of many megabytes is imported whole', async () => {
  const long = 'ä'.repeat(8_000_000)
  await importAll([await fileOf('a.ndjson', lines(threadOf(long)))])
  const [id] = await threadIds()
  expect((await textsOf(id ?? ''))[0]?.length).toBe(long.length)
})

test('a stop leaves whole threads and reads no further', async () => {
  const stop = new AbortController()
  const many = lines(...Array.from({ length: 1000 }, (_, index) => threadOf(`${index}`)))
  const path = await fileOf('a.ndjson', many)
  const stopping = store.onChange(() => stop.abort())
  const totals = await importAll([path, path], stop.signal)
  stopping()
  expect(totals.imported).toBeGreaterThan(0)
  expect(totals.imported).toBeLessThan(1000)
})

test('runs without an assistant are given one that says what it is, once', async () => {
  const run = { status: 'completed', model: 'gpt-4o', created_at: 100, steps: [] }
  const path = await fileOf(
    'a.ndjson',
    lines({ ...threadOf('a'), runs: [run] }, { ...threadOf('b'), runs: [run] }),
  )
  await importAll([path])
  const { data } = await store.listAssistants({ limit: 100, order: 'asc' })
  expect(data).toMatchObject([
    { name: 'Imported: test', model: 'gpt-4o', metadata: { imported: 'true' } },
  ])
  const [threadId = ''] = await threadIds()
  const runs = await store.listRuns(threadId, { limit: 100, order: 'asc' })
  expect(runs.data[0]?.assistant_id).toBe(data[0]?.id)
})

test('the name of such an assistant is as long as names may be, of whole characters', async () => {
  const run = { status: 'completed', model: 'gpt-4o', created_at: 100, steps: [] }
  const metadata = { source: `x${'🙂'.repeat(300)}` }
  await importAll([await fileOf('a.ndjson', lines({ ...threadOf('a'), metadata, runs: [run] }))])
  const { data } = await store.listAssistants({ limit: 100, order: 'asc' })
  expect(data.map(({ name }) => name)).toEqual([`Imported: x${'🙂'.repeat(245)}`])
})

test('what an import made is on record: each assistant once, and each thread', async () => {
  const run = { status: 'completed', model: 'gpt-4o', created_at: 100, steps: [] }
  const threads = ['a', 'b'].map((text) => ({ ...threadOf(text), runs: [run] }))
  const before = await store.latestChange()
  await importAll([await fileOf('a.ndjson', lines(...threads))])
  const { data: assistants } = await store.listAssistants({ limit: 100, order: 'asc' })
  const recorded = (await store.changesAfter(before, 100))?.data
  expect(recorded).toMatchObject([
    { type: 'assistant.created', assistant_id: assistants[0]?.id },
    { type: 'thread.imported' },
    { type: 'thread.imported' },
  ])
})

test('the steps of a run are listed with it, oldest first, with the calls and the message they tell of', async () => {
  const call = { name: 'find', arguments: '{"id":7}', output: '"Leeds"' }
  const steps = [
    {
      type: 'tool_calls',
      created_at: 102,
      completed_at: 103,
      tool_calls: [
        { id: 'call_1', type: 'function', function: call },
        { type: 'code_interpreter', code_interpreter: { input: '1', outputs: [] } },
      ],
    },
    { type: 'message_creation', created_at: 104, completed_at: 105, message_index: 1 },
  ]
  const runs = [
    { status: 'completed', created_at: 101, completed_at: 105, steps },
    { status: 'failed', created_at: 106, steps: [{ type: 'tool_calls', tool_calls: [] }] },
  ]
  await importAll([await fileOf('a.ndjson', lines({ ...threadOf('where', 'there'), runs }))])
  const [threadId = ''] = await threadIds()
  const page = { limit: 100, order: 'asc' } as const
  const [first, second] = (await store.listRuns(threadId, page)).data
  const [, answer] = (await store.listMessages(threadId, page)).data
  const made = { run_id: first?.id, thread_id: threadId, assistant_id: first?.assistant_id }
  const { data } = await store.listRunSteps(threadId, first?.id ?? '', page)
  expect(data).toMatchObject([
    {
      ...made,
      object: 'thread.run.step',
      status: 'completed',
      created_at: 102,
      completed_at: 103,
      step_details: {
        tool_calls: [
          { id: 'call_1', type: 'function', function: call },
          { id: expect.stringMatching(/^call_/), code_interpreter: { input: '1', outputs: [] } },
        ],
      },
    },
    { ...made, created_at: 104, step_details: { message_creation: { message_id: answer?.id } } },
  ])
  const [last] = (await store.listRunSteps(threadId, second?.id ?? '', page)).data
  expect(last).toMatchObject({ status: 'failed', created_at: 106, run_id: second?.id })
})

const published = sharedThreads()

test.skipIf(published.length === 0)(
  'published conversations, all of them',
  async () => {
    expect(await importAll(published)).toMatchObject({
      imported: 7290,
      messages: 72_055,
      badLines: 0,
      badFiles: 0,
    })
    expect(faults).toEqual([])
  },
  120_000,
)
