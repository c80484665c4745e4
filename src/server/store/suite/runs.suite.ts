import { describe, expect, test } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import { PAGE_CHARACTERS } from '#contract/primitives.ts'
import { RUN_STATUSES, isActive } from '#contract/run-status.ts'
import type { FileSearchResult } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { activeRun } from '#server/refusals/locked-threads.ts'
import { noThread } from '#server/refusals/threads.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'

import type { RunChange } from '../runs.ts'
import type { StoreChange } from '../store.ts'
import { type Engine, useStore } from './engine.suite.ts'

const created = (run: Run): StreamEvent => ({ event: 'thread.run.created', data: run })
const none = (): StreamEvent[] => []
const textDelta = (id: string, value: string): StreamEvent => ({
  event: 'thread.message.delta',
  data: {
    id,
    object: 'thread.message.delta',
    delta: { content: [{ index: 0, type: 'text', text: { value } }] },
  },
})

export const runsSuite = (engine: Engine): void => {
  describe('runs', () => {
    const bench = useStore(engine)
    const newThread = async () => {
      const thread = buildThread()
      await bench.store.insertThread(thread, [])
      return thread
    }
    const newRun = async () => {
      const run = buildRun({ thread_id: (await newThread()).id })
      await bench.store.insertRun(run, [], [created(run)])
      return run
    }
    const commit = (run: Run, change: Partial<RunChange>) =>
      bench.store.commitRun(run.thread_id, run.id, { from: [run.status], events: none, ...change })

    test('a run comes back as it went in, with its messages before it', async () => {
      const { store } = bench
      const thread = await newThread()
      const run = buildRun({
        thread_id: thread.id,
        tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
        metadata: { a: 'b' },
      })
      const message = buildMessage({ thread_id: thread.id })
      await store.insertRun(run, [message], [], { code_interpreter: ['file-1'] })
      expect(await store.getRun(thread.id, run.id)).toEqual(run)
      expect(await store.getRun('thread_other', run.id)).toBeUndefined()
      expect(await store.getMessage(thread.id, message.id)).toEqual(message)
      expect((await store.getThread(thread.id))?.tool_resources).toEqual({
        code_interpreter: { file_ids: ['file-1'] },
      })
    })

    test('of ten runs at once exactly one gets the thread', async () => {
      const { store } = bench
      const thread = await newThread()
      const runs = Array.from({ length: 10 }, () => buildRun({ thread_id: thread.id }))
      const outcomes = await Promise.allSettled(
        runs.map((run) =>
          store.insertRun(run, [buildMessage({ thread_id: thread.id })], [created(run)]),
        ),
      )
      const winner = runs[outcomes.findIndex(({ status }) => status === 'fulfilled')]!
      const refusals = outcomes.filter((each) => each.status === 'rejected')
      expect(refusals.map(({ reason }) => reason)).toEqual(
        Array.from({ length: 9 }, () => activeRun(thread.id, winner.id)),
      )
      expect((await store.listRuns(thread.id, { limit: 100, order: 'asc' })).data).toEqual([winner])
      const { data } = await store.listMessages(thread.id, { limit: 100, order: 'asc' })
      expect(data).toHaveLength(1)
    })

    test.each(RUN_STATUSES)('a run that is %s holds its thread or not', async (status) => {
      const { store } = bench
      const thread = await newThread()
      await store.insertRun(buildRun({ thread_id: thread.id, status }), [], [])
      const second = store.insertRun(buildRun({ thread_id: thread.id }), [], [])
      await (isActive(status)
        ? expect(second).rejects.toMatchObject({ status: 400 })
        : expect(second).resolves.toEqual([]))
    })

    test('no run without its thread', async () => {
      const inserted = bench.store.insertRun(buildRun({ thread_id: 'thread_other' }), [], [])
      await expect(inserted).rejects.toEqual(noThread('thread_other'))
    })

    test('a thread, its messages, its run and first events are one write', async () => {
      const { store } = bench
      const thread = buildThread()
      const message = buildMessage({ thread_id: thread.id })
      const run = buildRun({ thread_id: thread.id })
      const events: StreamEvent[] = [{ event: 'thread.created', data: thread }, created(run)]
      const logged = await store.insertThreadAndRun(thread, [message], run, events)
      expect(logged.map(({ event, sequence_number }) => [sequence_number, event])).toEqual([
        [1, 'thread.created'],
        [2, 'thread.run.created'],
      ])
      expect((await store.listRunEvents(run.id, 0, 10)).data).toEqual(logged)
      expect(await store.getRun(thread.id, run.id)).toEqual(run)

      const again = buildThread()
      const clash = store.insertThreadAndRun(again, [], { ...run, thread_id: again.id }, [])
      await expect(clash).rejects.toThrow()
      expect(await store.getThread(again.id)).toBeUndefined()
    })

    test('one commit writes run, steps, messages and events, or nothing', async () => {
      const { store, clock } = bench
      const run = await newRun()
      const ids = { thread_id: run.thread_id, run_id: run.id }
      const step = buildRunStep(ids)
      const message = buildMessage({ ...ids, role: 'assistant', content: [] })
      clock.advance(1234)
      const committed = await commit(run, {
        run: { status: 'in_progress', started_at: 7 },
        steps: [step],
        messages: [message],
        events: (now) => [
          { event: 'thread.run.in_progress', data: now },
          { event: 'thread.message.created', data: message },
        ],
      })
      const now: Run = { ...run, status: 'in_progress', started_at: 7 }
      expect(committed).toEqual({
        run: now,
        events: [
          {
            object: 'thread.run.event',
            sequence_number: 2,
            created_at_ms: clock.now(),
            event: 'thread.run.in_progress',
            data: now,
          },
          {
            object: 'thread.run.event',
            sequence_number: 3,
            created_at_ms: clock.now(),
            event: 'thread.message.created',
            data: message,
          },
        ],
      })
      expect(await store.getRun(run.thread_id, run.id)).toEqual(now)
      expect(await store.getRunStep(run.thread_id, run.id, step.id)).toEqual(step)
      expect(await store.getMessage(run.thread_id, message.id)).toEqual(message)

      const failing = commit(now, {
        run: { status: 'completed' },
        messages: [{ ...message, status: 'incomplete' }],
        events: () => {
          throw new Error('cannot tell')
        },
      })
      await expect(failing).rejects.toThrow('cannot tell')
      expect(await store.getRun(run.thread_id, run.id)).toEqual(now)
      expect(await store.getMessage(run.thread_id, message.id)).toEqual(message)
      expect((await store.listRunEvents(run.id, 0, 10)).data).toHaveLength(3)
    })

    test('a commit whose guard does not hold writes nothing', async () => {
      const { store } = bench
      const run = await newRun()
      const heard: StoreChange[] = []
      store.onChange((change) => heard.push(change))
      const change = { from: ['in_progress'], run: { status: 'completed' } } as const
      expect(await commit(run, change)).toBeUndefined()
      expect(await commit({ ...run, id: 'run_other' }, {})).toBeUndefined()
      expect(await commit({ ...run, thread_id: 'thread_other' }, {})).toBeUndefined()
      expect(await store.getRun(run.thread_id, run.id)).toEqual(run)
      expect(heard).toEqual([])
    })

    test('of many ends that race for a run one wins', async () => {
      const run = await newRun()
      const ends = ['completed', 'failed', 'cancelled', 'expired'] as const
      const outcomes = await Promise.all(
        ends.map((status) => commit(run, { from: ['queued'], run: { status }, events: none })),
      )
      expect(outcomes.filter(Boolean)).toHaveLength(1)
    })

    test('metadata of a run, its steps and messages is their owner’s', async () => {
      const { store } = bench
      const run = await newRun()
      const ids = { thread_id: run.thread_id, run_id: run.id }
      const step = buildRunStep(ids)
      const message = buildMessage(ids)
      const created = () => [{ event: 'thread.message.created' as const, data: message }]
      await commit(run, { steps: [step], messages: [message], events: created })
      await store.updateRunMetadata(run.thread_id, run.id, { mine: 'run' })
      const mine = { mine: 'message' }
      await store.updateMessage(run.thread_id, message.id, (each) => ({ ...each, metadata: mine }))

      await commit(run, {
        run: { status: 'completed' },
        steps: [{ ...step, status: 'completed', metadata: { x: 'y' } }],
        messages: [{ ...message, status: 'incomplete', metadata: { x: 'y' } }],
      })
      const { thread_id, id } = run
      expect(await store.getRun(thread_id, id)).toMatchObject({
        status: 'completed',
        metadata: { mine: 'run' },
      })
      const storedStep = await store.getRunStep(thread_id, id, step.id)
      expect(storedStep).toEqual({ ...step, status: 'completed' })
      const stored = await store.getMessage(thread_id, message.id)
      expect(stored).toEqual({ ...message, status: 'incomplete', metadata: mine })
      expect(await store.updateRunMetadata(thread_id, 'run_other', {})).toBeUndefined()
    })

    test('events are numbered without a gap by however many commits, and read from anywhere', async () => {
      const { store } = bench
      const run = await newRun()
      const words = Array.from({ length: 40 }, (_, index) => `word ${index} `)
      await Promise.all(
        words.map((word) => commit(run, { events: () => [textDelta('msg_1', word)] })),
      )
      const { data, has_more } = await store.listRunEvents(run.id, 1, 100)
      expect(data.map((each) => each.sequence_number)).toEqual(words.map((_, index) => index + 2))
      expect(data.map(({ event, data: delta }) => ({ event, data: delta }))).toEqual(
        words.map((word) => textDelta('msg_1', word)),
      )
      expect(has_more).toBe(false)

      const some = await store.listRunEvents(run.id, 11, 5)
      expect(some.data.map((each) => each.sequence_number)).toEqual([12, 13, 14, 15, 16])
      expect(some.has_more).toBe(true)
      expect((await store.listRunEvents(run.id, 36, 5)).has_more).toBe(false)
      expect(await store.listRunEvents('run_other', 0, 5)).toEqual({ data: [], has_more: false })
    })

    test('long events are read as many at once as a page may come to, and one at least', async () => {
      const { store } = bench
      const run = await newRun()
      const long = 'x'.repeat(PAGE_CHARACTERS / 3)
      const texts = [long, long, long, `${long}${long}${long}`, 'short']
      await commit(run, { events: () => texts.map((text) => textDelta('msg_1', text)) })
      const read: [number[], boolean][] = []
      for (let after = 1, more = true; more;) {
        const { data, has_more } = await store.listRunEvents(run.id, after, 100)
        read.push([data.map((each) => each.sequence_number), has_more])
        after = data.at(-1)?.sequence_number ?? after
        more = has_more
      }
      expect(read).toEqual([
        [[2, 3], true],
        [[4], true],
        [[5], true],
        [[6], false],
      ])
    })

    test('listeners get the events as they are read back', async () => {
      const { store } = bench
      const run = await newRun()
      const heard: StoreChange[] = []
      store.onChange((change) => heard.push(change))
      await commit(run, { run: { status: 'in_progress' }, events: (now) => [created(now)] })
      const { data } = await store.listRunEvents(run.id, 1, 10)
      const ids = { thread_id: run.thread_id, run_id: run.id }
      expect(heard).toEqual([
        { type: 'run.modified', ...ids, status: 'in_progress' },
        { type: 'run.events', ...ids, events: data },
      ])
    })

    test('active runs are listed oldest first until they end', async () => {
      const { store } = bench
      const [first, second] = [await newRun(), await newRun()]
      expect(await store.listActiveRuns()).toEqual([first, second])
      await commit(first, { run: { status: 'completed' } })
      expect(await store.listActiveRuns()).toEqual([second])
    })

    test('a step keeps the passages that it has where it is written without them', async () => {
      const { store } = bench
      const run = await newRun()
      const ids = { thread_id: run.thread_id, run_id: run.id }
      const result = { file_id: 'file_a', file_name: 'a.md', score: 0.5 }
      const content = [{ type: 'text', text: 'Parcels go out on Mondays.' }]
      const stepOf = (results: FileSearchResult[]) =>
        buildRunStep({
          ...ids,
          id: 'step_found',
          step_details: {
            type: 'tool_calls',
            tool_calls: [{ id: 'call_a', type: 'file_search', file_search: { results } }],
          },
        })
      const [known, bare] = [stepOf([{ ...result, content }]), stepOf([result])]
      const stored = () => store.getRunStep(ids.thread_id, ids.run_id, known.id)
      await commit(run, { steps: [known] })
      await commit(run, { steps: [bare] })
      expect(await stored()).toEqual(known)
      const before = await store.latestChange()
      await store.putMirrored({ steps: [bare] })
      expect(await stored()).toEqual(known)
      expect(await store.latestChange()).toBe(before)
      const other = stepOf([{ ...result, score: 0.6 }])
      await store.putMirrored({ steps: [other] })
      expect(await stored()).toEqual(other)
    })

    test('a step belongs to its run', async () => {
      const { store } = bench
      const run = await newRun()
      const other = await newRun()
      const step = buildRunStep({ thread_id: run.thread_id, run_id: run.id })
      await commit(run, { steps: [step] })
      expect(await store.getRunStep(other.thread_id, other.id, step.id)).toBeUndefined()
      expect(await store.getRunStep(other.thread_id, run.id, step.id)).toBeUndefined()
      const page = { limit: 5, order: 'asc' } as const
      expect((await store.listRunSteps(other.thread_id, run.id, page)).data).toEqual([])
    })
  })
}
