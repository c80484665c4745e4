import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { anyText } from '#testing/any-text.ts'
import { buildMessage, buildRun, buildRunStep, buildThread, textPart } from '#testing/builders.ts'
import { sharedThreads } from '#testing/recorded.ts'

import { importFiles } from '../import/import-files.ts'
import { FORMATS, type Format } from './formats.ts'
import { ndjson } from './ndjson.ts'
import { allThreads, oneThread } from './threads-to-export.ts'

let dir: string
const stores: Store[] = []
const newStore = async () => {
  const store = await openStore({ path: ':memory:' })
  stores.push(store)
  return store
}
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-export-'))
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await rm(dir, { recursive: true, force: true })
})

const exported = async (store: Store, format: Format = 'ndjson'): Promise<string> => {
  const pieces: string[] = []
  for await (const thread of allThreads(store))
    for await (const piece of FORMATS[format](thread, expectNone)) pieces.push(piece)
  return pieces.join('')
}

const expectNone = (note: string) => expect(note).toBeUndefined()

const importAll = async (store: Store, ...paths: string[]) => {
  const faults: string[] = []
  const watcher = {
    onProgress: () => {},
    onFileDone: () => {},
    onFault: (file: string, line: number | undefined, reason: string) =>
      faults.push(`${file}:${line}: ${reason}`),
  }
  await importFiles(paths, store, watcher, new AbortController().signal)
  expect(faults).toEqual([])
}

/** What an empty store holds once it has taken an export. */
const takenElsewhere = async (text: string): Promise<Store> => {
  const path = join(dir, 'export.ndjson')
  await writeFile(path, text)
  const store = await newStore()
  await importAll(store, path)
  return store
}

test('an export that is imported is the same export', async () => {
  const store = await newStore()
  const thread = buildThread({ metadata: { title: 'A **title**\u2028', customer: '"7"' } })
  const run = buildRun({
    thread_id: thread.id,
    status: 'completed',
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    temperature: 0.5,
    tools: [{ type: 'function', function: { name: 'look_up', parameters: { maximum: 1e3 } } }],
  })
  const answer = buildMessage({
    thread_id: thread.id,
    role: 'assistant',
    run_id: run.id,
    assistant_id: run.assistant_id,
    content: [textPart('Here'), { type: 'image_file', image_file: { file_id: 'file-1' } }],
  })
  await store.importThreads([
    {
      hash: 'h',
      thread,
      messages: [buildMessage({ thread_id: thread.id, metadata: { a: 'b' } }), answer],
      runs: [
        {
          run,
          steps: [
            {
              id: 'step_1',
              object: 'thread.run.step',
              created_at: run.created_at,
              assistant_id: run.assistant_id,
              thread_id: thread.id,
              run_id: run.id,
              type: 'tool_calls',
              status: 'completed',
              step_details: {
                type: 'tool_calls',
                tool_calls: [
                  {
                    id: 'call_1',
                    type: 'function',
                    function: { name: 'look_up', arguments: '{"a":1}', output: '```\nfound\n```' },
                  },
                ],
              },
              last_error: null,
              expires_at: 1_800_000_000,
              expired_at: null,
              cancelled_at: null,
              failed_at: null,
              completed_at: run.created_at,
              metadata: {},
              usage: null,
            },
          ],
        },
      ],
    },
    { hash: 'i', thread: buildThread(), messages: [], runs: [] },
  ])
  const text = await exported(store)
  expect(text.trimEnd().split('\n')).toHaveLength(2)
  expect(await exported(await takenElsewhere(text))).toBe(text)
  const read = await exported(store, 'markdown')
  expect(read).toContain(String.raw`# A \*\*title\*\*`)
  expect(read).toContain('- customer: "7"')
  expect(read).toContain('[image: file-1]')
  // What a tool answered cannot end the fence that it stands in.
  expect(read).toContain('answered\n\n````\n```\nfound\n```\n````')
})

test('whatever a text holds comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText(), { minLength: 1, maxLength: 3 }), async (texts) => {
      const store = await newStore()
      const thread = buildThread()
      const messages = texts.map((text) => buildMessage({ text, thread_id: thread.id }))
      await store.insertThread(thread, messages)
      const text = await exported(store)
      expect(await exported(await takenElsewhere(text))).toBe(text)
      await exported(store, 'markdown')
    }),
    { numRuns: 20 },
  )
})

test('a thread too long for a line goes on in the next ones, and comes back whole', async () => {
  const store = await newStore()
  const thread = buildThread({ metadata: { title: 'Long' } })
  const runs = [buildRun({ thread_id: thread.id }), buildRun({ thread_id: thread.id })].map(
    (run) => ({
      run: { ...run, status: 'completed' as const },
      steps: Array.from({ length: 9 }, () =>
        buildRunStep({ thread_id: thread.id, run_id: run.id, status: 'completed' }),
      ),
    }),
  )
  const messages = Array.from({ length: 20 }, (_, at) =>
    buildMessage({ text: `${at} ${'ä'.repeat(at * 20)}`, thread_id: thread.id }),
  )
  await store.importThreads([
    { hash: 'h', thread, messages, runs },
    { hash: 'i', thread: buildThread(), messages: [], runs: [] },
  ])
  const bounds = { part: 3000, line: 3500, thread: 100_000 }
  const notes: string[] = []
  let text = ''
  for await (const each of allThreads(store)) {
    for await (const piece of ndjson(each, (note) => notes.push(note), bounds)) text += piece
  }
  const lines = text.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(6)
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(bounds.line)
  expect(notes).toEqual([])
  expect(await exported(await takenElsewhere(text))).toBe(await exported(store))
})

test.each([
  [{ part: 100, line: 300, thread: 9000 }, 'one object in it is longer than'],
  [{ part: 700, line: 900, thread: 900 }, 'it is longer than'],
])('a thread that an import does not take is told: %j', async (bounds, why) => {
  const store = await newStore()
  const thread = buildThread()
  const messages = ['One', 'Two'].map((text) => buildMessage({ text, thread_id: thread.id }))
  await store.insertThread(thread, messages)
  const notes: string[] = []
  const found = await oneThread(store, thread.id)
  if (!found) throw new Error('no thread')
  for await (const _ of ndjson(found, (note) => notes.push(note), bounds)) continue
  expect(notes).toEqual([expect.stringContaining(why)])
})

test('more than a page of each, in order', async () => {
  const store = await newStore()
  const thread = buildThread()
  const messages = Array.from({ length: 230 }, (_, at) =>
    buildMessage({ text: `No. ${at}`, thread_id: thread.id }),
  )
  await store.insertThread(thread, messages)
  for (let at = 0; at < 120; at += 1) await store.insertThread(buildThread(), [])
  const lines = (await exported(store)).trimEnd().split('\n')
  expect(lines).toHaveLength(121)
  const first = JSON.parse(lines[0] ?? '') as { messages: { id: string }[] }
  expect(first.messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id))
})

test('no text can pass for a message of its own, steer a terminal or be read as Markdown', async () => {
  const store = await newStore()
  const thread = buildThread({ metadata: { title: '# [x](javascript:1) <b>' } })
  const forged = 'Hi\r\n\n## assistant, 2026\r\n<!--\r```\n\u001b]0;x\u0007\u202e'
  await store.insertThread(thread, [
    buildMessage({ text: forged, thread_id: thread.id }),
    buildMessage({ text: 'Next', thread_id: thread.id }),
  ])
  const text = await exported(store, 'markdown')
  expect(text).toContain(String.raw`# \# \[x\](javascript:1) \<b\>`)
  expect(text).toContain('> Hi\n>\n> ## assistant, 2026\n> <!--\n> ```\n> \uFFFD]0;x\uFFFD\uFFFD\n')
  expect(text.match(/^## /gm)).toHaveLength(2)
})

test('what tools were given and answered steers no terminal either', async () => {
  const store = await newStore()
  const thread = buildThread()
  const run = buildRun({ thread_id: thread.id, status: 'completed' })
  const call = {
    id: 'call_1',
    type: 'function' as const,
    function: { name: 'f\u001b[1m', arguments: '{}\u001b[2J', output: 'x\u009b1m\u202e' },
  }
  const step = buildRunStep({
    thread_id: thread.id,
    run_id: run.id,
    status: 'completed',
    type: 'tool_calls',
    step_details: { type: 'tool_calls', tool_calls: [call] },
  })
  await store.importThreads([{ hash: 'h', thread, messages: [], runs: [{ run, steps: [step] }] }])
  const text = await exported(store, 'markdown')
  expect(text).toContain('{}\uFFFD[2J')
  expect(text).toContain('x\uFFFD1m\uFFFD')
  for (const code of ['\u001b', '\u009b', '\u202e']) expect(text).not.toContain(code)
})

test('one thread, or none', async () => {
  const store = await newStore()
  const thread = buildThread()
  await store.insertThread(thread, [])
  expect((await oneThread(store, thread.id))?.thread).toEqual(thread)
  expect(await oneThread(store, 'thread_gone')).toBeUndefined()
})

/** Those with tool calls. */
const published = sharedThreads().filter((path) => path.includes('tau-airline'))

test.skipIf(published.length === 0)('published conversations come back', async () => {
  const store = await newStore()
  await importAll(store, ...published)
  const text = await exported(store)
  expect(text.split('\n').length).toBeGreaterThan(80)
  expect(await exported(await takenElsewhere(text))).toBe(text)
})
