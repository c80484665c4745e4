import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { PAGE_CHARACTERS } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
  textPart,
} from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'

import { metadataFacets } from '../facets.ts'
import type { Listed, Page } from '../pages.ts'
import type { Store } from '../store.ts'
import type { Engine } from './engine.suite.ts'

interface Row {
  id: string
  created_at: number
}

const calledIn = ({ thread_id, id: run_id }: Run, created_at: number) =>
  buildRunStep({
    thread_id,
    run_id,
    created_at,
    type: 'tool_calls',
    step_details: { type: 'tool_calls', tool_calls: [] },
  })

/** A list under test: how to fill it with rows of those times, and how to read it. */
interface Subject {
  fill(store: Store, times: number[]): Promise<Row[]>
  list(store: Store, page: Page): Promise<Listed<{ id: string }>>
}

const parent = buildThread({ id: 'thread_parent', created_at: 1 })
const other = buildThread({ id: 'thread_other', created_at: 1 })
const parentRun = buildRun({ thread_id: parent.id, status: 'completed' })

const threadOrder = (orderBy: 'created_at' | 'last_active_at', filtered: boolean): Subject => ({
  fill: async (store, times) => {
    const threads = times.map((created_at) => buildThread({ created_at, metadata: { kind: 'a' } }))
    // Threads that do not match stand between those that do.
    const others = filtered ? times.map((created_at) => buildThread({ created_at })) : []
    for (const [index, thread] of threads.entries()) {
      const bystander = others[index]
      if (bystander) await store.insertThread(bystander, [])
      await store.insertThread(thread, [])
    }
    // All of them were active just now, in the order of their insertion.
    return orderBy === 'created_at' ? threads : threads.map(({ id }) => ({ id, created_at: 0 }))
  },
  list: (store, page) =>
    store.listThreads({
      ...page,
      order_by: orderBy,
      summary: false,
      ...(filtered ? { facets: metadataFacets({ kind: 'a' }) } : {}),
    }),
})

const messageList = (runId: string | undefined): Subject => ({
  fill: async (store, times) => {
    await store.insertThread(parent, [])
    const messages = times.map((created_at) =>
      buildMessage({ thread_id: parent.id, created_at, run_id: runId ?? null }),
    )
    for (const message of messages) {
      const other = { thread_id: parent.id, created_at: message.created_at, run_id: 'run_other' }
      await store.insertMessages(
        parent.id,
        runId === undefined ? [message] : [buildMessage(other), message],
      )
    }
    return messages
  },
  list: (store, page) =>
    store.listMessages(parent.id, runId === undefined ? page : { ...page, run_id: runId }),
})

const subjects: Record<string, Subject> = {
  assistants: {
    fill: async (store, times) => {
      const rows = times.map((created_at) => buildAssistant({ created_at }))
      for (const row of rows) await store.insertAssistant(row)
      return rows
    },
    list: (store, page) => store.listAssistants(page),
  },
  files: {
    fill: async (store, times) => {
      const rows = times.map((created_at) => buildFile({ created_at }))
      for (const row of rows) await store.insertFile(row)
      return rows
    },
    list: (store, page) => store.listFiles(page),
  },
  'files of a purpose': {
    fill: async (store, times) => {
      const rows = times.map((created_at) => buildFile({ created_at, purpose: 'vision' }))
      for (const row of rows) {
        await store.insertFile(buildFile({ created_at: row.created_at }))
        await store.insertFile(row)
      }
      return rows
    },
    list: (store, page) => store.listFiles({ ...page, purpose: 'vision' }),
  },
  'threads by creation': threadOrder('created_at', false),
  'threads by activity': threadOrder('last_active_at', false),
  'threads by creation, filtered': threadOrder('created_at', true),
  'threads by activity, filtered': threadOrder('last_active_at', true),
  messages: messageList(undefined),
  'messages of a run': messageList('run_mine'),
  runs: {
    fill: async (store, times) => {
      await store.insertThread(parent, [])
      const rows = times.map((created_at) =>
        buildRun({ thread_id: parent.id, created_at, status: 'completed' }),
      )
      for (const row of rows) await store.insertRun(row, [], [])
      return rows
    },
    list: (store, page) => store.listRuns(parent.id, page),
  },
  'run steps': {
    fill: async (store, times) => {
      await store.insertThread(parent, [])
      await store.insertRun(parentRun, [], [])
      const ids = { thread_id: parent.id, run_id: parentRun.id }
      const steps = times.map((created_at) => buildRunStep({ ...ids, created_at }))
      const change = { from: ['completed'], steps, events: () => [] } as const
      await store.commitRun(parent.id, parentRun.id, change)
      return steps
    },
    list: (store, page) => store.listRunSteps(parent.id, parentRun.id, page),
  },
  'steps of a thread that called tools': {
    fill: async (store, times) => {
      await store.insertThread(parent, [])
      await store.insertThread(other, [])
      const ended = (thread: Thread) => buildRun({ thread_id: thread.id, status: 'completed' })
      const [first, second, elsewhere] = [ended(parent), ended(parent), ended(other)]
      for (const run of [first, second, elsewhere]) await store.insertRun(run, [], [])
      const rows: Row[] = []
      // Of either run in turn, among those that wrote a message and those of another thread.
      for (const [at, created_at] of times.entries()) {
        const run = at % 2 === 0 ? first : second
        const called = calledIn(run, created_at)
        const wrote = buildRunStep({ thread_id: parent.id, run_id: run.id, created_at })
        const change = { from: ['completed'], events: () => [] } as const
        await store.commitRun(parent.id, run.id, { ...change, steps: [wrote, called] })
        const steps = [calledIn(elsewhere, created_at)]
        await store.commitRun(other.id, elsewhere.id, { ...change, steps })
        rows.push(called)
      }
      return rows
    },
    list: (store, page) => store.listToolSteps(parent.id, page),
  },
}

/** What a page has to be, said of the whole list. */
const pageOf = (oldestFirst: readonly string[], page: Page): Listed<string> => {
  const ids = page.order === 'asc' ? oldestFirst : oldestFirst.toReversed()
  const from = page.after === undefined ? 0 : ids.indexOf(page.after) + 1
  const to = page.before === undefined ? ids.length : ids.indexOf(page.before)
  const between = ids.slice(from, Math.max(from, to))
  const backwards = page.before !== undefined && page.after === undefined
  return {
    data: backwards ? between.slice(-page.limit) : between.slice(0, page.limit),
    has_more: between.length > page.limit,
  }
}

const byPlace = (rows: Row[]): string[] =>
  rows.toSorted((a, b) => a.created_at - b.created_at).map(({ id }) => id)

/** Few seconds for many rows, so that most share one. */
const times = fc.array(fc.integer({ min: 1_700_000_000, max: 1_700_000_003 }), { maxLength: 14 })
/** A quarter of a page and a little more: three go on one. */
const LONG = 'é'.repeat(PAGE_CHARACTERS / 4 + 1)

/** Lists whose objects may be as long as a request. */
const longRows: Record<string, Subject> = {
  assistants: {
    fill: async (store, times) => {
      const rows = times.map((created_at) => buildAssistant({ created_at, instructions: LONG }))
      for (const row of rows) await store.insertAssistant(row)
      return rows
    },
    list: (store, page) => store.listAssistants(page),
  },
  messages: {
    fill: async (store, times) => {
      const ids = { thread_id: parent.id, content: [textPart(LONG)] }
      const messages = times.map((created_at) => buildMessage({ ...ids, created_at }))
      await store.insertThread(parent, messages)
      return messages
    },
    list: (store, page) => store.listMessages(parent.id, page),
  },
  runs: {
    fill: async (store, times) => {
      await store.insertThread(parent, [])
      const ids = { thread_id: parent.id, status: 'completed', instructions: LONG } as const
      const rows = times.map((created_at) => buildRun({ ...ids, created_at }))
      for (const row of rows) await store.insertRun(row, [], [])
      return rows
    },
    list: (store, page) => store.listRuns(parent.id, page),
  },
  'run steps': {
    fill: async (store, times) => {
      await store.insertThread(parent, [])
      await store.insertRun(parentRun, [], [])
      const call = { name: 'look', arguments: '{}', output: LONG }
      const tool_calls = [{ id: 'call_1', type: 'function' as const, function: call }]
      const steps = times.map((created_at) =>
        buildRunStep({
          thread_id: parent.id,
          run_id: parentRun.id,
          created_at,
          type: 'tool_calls',
          step_details: { type: 'tool_calls', tool_calls },
        }),
      )
      const change = { from: ['completed'], steps, events: () => [] } as const
      await store.commitRun(parent.id, parentRun.id, change)
      return steps
    },
    list: (store, page) => store.listRunSteps(parent.id, parentRun.id, page),
  },
}

const order = fc.constantFrom('asc' as const, 'desc' as const)
const limit = fc.integer({ min: 1, max: 16 })

export const pagingSuite = (engine: Engine): void => {
  const withRows = async (
    subject: Subject,
    seconds: number[],
    check: (store: Store, ids: string[]) => Promise<void>,
  ): Promise<void> => {
    const { store, dispose } = await engine.openEmpty(fixedClock())
    try {
      await check(store, byPlace(await subject.fill(store, seconds)))
    } finally {
      await dispose()
    }
  }

  test.each(Object.entries(longRows))(
    'a page of long %s has as many as one may come to',
    async (_, subject) => {
      const seconds = Array.from({ length: 7 }, (__, at) => 1_700_000_000 + Math.floor(at / 2))
      await withRows(subject, seconds, async (store, ids) => {
        const page = async (query: Partial<Page>): Promise<Listed<string>> => {
          const listed = await subject.list(store, { limit: 100, order: 'asc', ...query })
          return { data: listed.data.map(({ id }) => id), has_more: listed.has_more }
        }
        const newest = ids.toReversed()
        expect(await page({})).toEqual({ data: ids.slice(0, 3), has_more: true })
        expect(await page({ after: ids[3] })).toEqual({ data: ids.slice(4), has_more: false })
        expect(await page({ before: ids[5] })).toEqual({ data: ids.slice(2, 5), has_more: true })
        expect(await page({ after: ids[0], before: ids[5] })).toEqual({
          data: ids.slice(1, 4),
          has_more: true,
        })
        const order = 'desc'
        expect(await page({ order })).toEqual({ data: newest.slice(0, 3), has_more: true })
        expect(await page({ order, before: newest[4] })).toEqual({
          data: newest.slice(1, 4),
          has_more: true,
        })
      })
    },
  )

  describe.each(Object.entries(subjects))('list of %s', (_, subject) => {
    test('any page is that slice of the whole list', () =>
      fc.assert(
        fc.asyncProperty(times, limit, order, fc.nat(), fc.nat(), (seconds, max, by, a, b) =>
          withRows(subject, seconds, async (store, ids) => {
            const cursors = [undefined, ...ids]
            const [after, before] = [cursors[a % cursors.length], cursors[b % cursors.length]]
            const page: Page = { limit: max, order: by, after, before }
            const { data, has_more } = await subject.list(store, page)
            expect({ data: data.map(({ id }) => id), has_more }).toEqual(pageOf(ids, page))
          }),
        ),
        { numRuns: engine.cases },
      ))

    test('walking gives every row once, in order', () =>
      fc.assert(
        fc.asyncProperty(times, limit, order, (seconds, max, by) =>
          withRows(subject, seconds, async (store, ids) => {
            const walked: string[] = []
            let after: string | undefined
            for (let pages = 0; pages <= ids.length; pages++) {
              const page = await subject.list(store, { limit: max, order: by, after })
              walked.push(...page.data.map(({ id }) => id))
              if (!page.has_more) break
              after = page.data.at(-1)?.id
            }
            expect(walked).toEqual(by === 'asc' ? ids : ids.toReversed())
          }),
        ),
        { numRuns: engine.cases },
      ))

    test.each(['after', 'before'] as const)('an unknown %s is refused', async (param) => {
      await withRows(subject, [1_700_000_000], async (store) => {
        const cursors = ['', 'msg_unknown', "x' OR 1=1 --", 'thread_x@', 'thread_x@1 OR 1']
        for (const cursor of cursors) {
          const listed = subject.list(store, { limit: 1, order: 'asc', [param]: cursor })
          await expect(listed).rejects.toEqual(new NoCursor(param, cursor))
        }
      })
    })
  })
}
