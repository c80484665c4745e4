import { describe, expect, test } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import type { Facet } from '#server/search/facet.ts'
import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
  textPart,
} from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import type { MirroredObjects } from '../mirror.ts'
import type { StoreChange } from '../store.ts'
import { type Engine, useStore } from './engine.suite.ts'
import { found, indexed } from './find-texts.ts'

const NOW = EPOCH / 1000
const ALL = { limit: 100, order: 'asc' } as const

/** A thread as another server has it: a question, a run that answered it, and the answer. */
const answered = (createdAt = NOW - 1000) => {
  const thread = buildThread({ created_at: createdAt })
  const of = { thread_id: thread.id, created_at: createdAt }
  const run = buildRun({ ...of, status: 'completed', completed_at: createdAt + 20 })
  const ids = { ...of, run_id: run.id }
  const step = buildRunStep({ ...ids, status: 'completed', completed_at: createdAt + 20 })
  const question = buildMessage({ ...of, text: 'Where is my parcel?' })
  const answer = buildMessage({ ...ids, role: 'assistant', text: 'In Kyoto.' })
  return { thread, question, run, step, answer }
}

/** All that there is of it. */
const wholeOf = (of: ReturnType<typeof answered>): MirroredObjects => ({
  threads: [of.thread],
  messages: [of.question, of.answer],
  runs: [of.run],
  steps: [of.step],
})

export const mirrorSuite = (engine: Engine): void => {
  describe('what another server has', () => {
    const bench = useStore(engine)
    const idsIn = async (threadId: string): Promise<string[]> =>
      (await bench.store.listMessages(threadId, ALL)).data.map(({ id }) => id)
    const byActivity = async (): Promise<string[]> => {
      const page = { limit: 100, order: 'desc', order_by: 'last_active_at' } as const
      const { data } = await bench.store.listThreads({ ...page, summary: false })
      return data.map(({ id }) => id)
    }
    const summaryOf = async (id: string) =>
      (await bench.store.getThread(id, { summary: true }))?.summary
    /** What is told of while something is done. */
    const changesOf = async (work: () => Promise<unknown>): Promise<StoreChange[]> => {
      const heard: StoreChange[] = []
      const stop = bench.store.onChange((change) => heard.push(change))
      const before = await bench.store.latestChange()
      await work()
      stop()
      const recorded = (await bench.store.changesAfter(before, 1000))?.data ?? []
      expect(recorded).toHaveLength(heard.length)
      return heard
    }

    test('comes with its own ids and times', async () => {
      const { store } = bench
      const of = answered()
      const assistant = buildAssistant({ created_at: NOW - 5000 })
      const file = buildFile({ created_at: NOW - 6000 })
      await store.putMirrored({ ...wholeOf(of), assistants: [assistant], files: [file] })
      const { thread, run, step } = of
      expect(await store.getThread(thread.id)).toEqual(thread)
      expect((await store.listMessages(thread.id, ALL)).data).toEqual([of.question, of.answer])
      expect(await store.getRun(thread.id, run.id)).toEqual(run)
      expect((await store.listRunSteps(thread.id, run.id, ALL)).data).toEqual([step])
      expect(await store.getAssistant(assistant.id)).toEqual(assistant)
      expect(await store.getFile(file.id)).toEqual(file)
    })

    test('is told of once: what does not differ is not written', async () => {
      const { store } = bench
      const of = answered()
      const [assistants, files] = [[buildAssistant()], [buildFile()]]
      const whole = { ...wholeOf(of), assistants, files }
      expect(await changesOf(() => store.putMirrored(whole))).toHaveLength(7)
      expect(await changesOf(() => store.putMirrored(whole))).toEqual([])
      const { thread, run } = of
      const renamed = { ...of.answer, metadata: { checked: 'yes' } }
      expect(
        await changesOf(() => store.putMirrored({ ...whole, messages: [of.question, renamed] })),
      ).toEqual([{ type: 'message.modified', thread_id: thread.id, message_id: renamed.id }])
      const rated = { ...run, metadata: { rating: '5' } }
      expect(await changesOf(() => store.putMirrored({ ...whole, runs: [rated] }))).toMatchObject([
        { type: 'message.modified' },
        { type: 'run.modified', run_id: run.id, status: 'completed' },
      ])
      expect(await store.getRun(thread.id, run.id)).toEqual(rated)
    })

    test('has other metadata once it changes there, of each kind', async () => {
      const { store } = bench
      const of = answered()
      const { thread, run, step } = of
      const assistant = buildAssistant()
      await store.putMirrored({ ...wholeOf(of), assistants: [assistant] })
      const metadata = { order: '66' }
      const changed: MirroredObjects = {
        threads: [{ ...thread, metadata }],
        messages: [{ ...of.question, metadata }],
        runs: [{ ...run, metadata }],
        steps: [{ ...step, metadata }],
        assistants: [{ ...assistant, metadata }],
      }
      expect(await changesOf(() => store.putMirrored(changed))).toHaveLength(5)
      expect(await changesOf(() => store.putMirrored(changed))).toEqual([])
      expect(await store.getThread(thread.id)).toMatchObject({ metadata })
      expect(await store.getMessage(thread.id, of.question.id)).toMatchObject({ metadata })
      expect(await store.getRun(thread.id, run.id)).toMatchObject({ metadata })
      expect(await store.getRunStep(thread.id, run.id, step.id)).toMatchObject({ metadata })
      expect(await store.getAssistant(assistant.id)).toMatchObject({ metadata })
    })

    test('a file takes its status from there, which goes on no record', async () => {
      const { store } = bench
      const file = buildFile({ status: 'uploaded' })
      await store.putMirrored({ files: [file] })
      const processed = { ...file, status: 'processed' as const }
      expect(await changesOf(() => store.putMirrored({ files: [processed] }))).toEqual([])
      expect(await store.getFile(file.id)).toEqual(processed)
    })

    test('a thread that was first known by what stands in it is as old as it says later', async () => {
      const { store } = bench
      const thread = buildThread({ created_at: NOW - 100, metadata: { customer: '7' } })
      const newer = buildThread({ created_at: NOW - 50 })
      await store.putMirrored({ threads: [newer, { ...thread, created_at: NOW }] })
      const listed = async (facets: Facet[] = []) => {
        const page = { order: 'desc', order_by: 'created_at', limit: 9, summary: false } as const
        return (await store.listThreads({ ...page, facets })).data
      }
      expect((await listed()).map(({ id }) => id)).toEqual([thread.id, newer.id])
      await store.putMirrored({ threads: [thread] })
      // It becomes no younger.
      await store.putMirrored({ threads: [{ ...thread, created_at: NOW }] })
      expect(await listed()).toEqual([newer, thread])
      const ofCustomer = { kind: 'metadata', key: 'customer', value: '7' } as const
      expect(await listed([ofCustomer])).toEqual([thread])
    })

    test('what was said before an end comes too late', async () => {
      const { store } = bench
      const of = answered()
      const { thread, run, step, answer } = of
      await store.putMirrored(wholeOf(of))
      const late: MirroredObjects = {
        messages: [{ ...answer, status: 'in_progress', content: [], completed_at: null }],
        runs: [{ ...run, status: 'in_progress', completed_at: null }],
        steps: [{ ...step, status: 'in_progress', completed_at: null }],
      }
      expect(await changesOf(() => store.putMirrored(late))).toEqual([])
      expect(await store.getMessage(thread.id, answer.id)).toEqual(answer)
      expect(await store.getRun(thread.id, run.id)).toEqual(run)
      expect(await store.getRunStep(thread.id, run.id, step.id)).toEqual(step)
      expect(await store.listActiveRuns()).toEqual([])
    })

    test('what was deleted here stays away', async () => {
      const { store } = bench
      const [kept, gone] = [answered(), answered()]
      const [assistant, file] = [buildAssistant(), buildFile()]
      const whole = { assistants: [assistant], files: [file] }
      await store.putMirrored({ ...whole, ...wholeOf(kept) })
      await store.putMirrored(wholeOf(gone))
      await store.deleteMessage(kept.thread.id, kept.answer.id)
      await store.deleteThread(gone.thread.id)
      await store.deleteAssistant(assistant.id)
      await store.deleteFile(file.id)
      const again = () => store.putMirrored({ ...whole, ...wholeOf(kept) })
      expect(await changesOf(again)).toEqual([])
      expect(await changesOf(() => store.putMirrored(wholeOf(gone)))).toEqual([])
      expect(await idsIn(kept.thread.id)).toEqual([kept.question.id])
      expect(await store.getThread(gone.thread.id)).toBeUndefined()
      expect(await store.getAssistant(assistant.id)).toBeUndefined()
      expect(await store.getFile(file.id)).toBeUndefined()
    })

    test('what was deleted here comes back where it was asked for after that', async () => {
      const { store } = bench
      const of = answered()
      const { thread, question, answer } = of
      await store.putMirrored(wholeOf(of))
      const early = await store.latestChange()
      await store.deleteMessage(thread.id, answer.id)
      const later = await store.latestChange()
      expect(await changesOf(() => store.putMirrored(wholeOf(of), early))).toEqual([])
      await store.putMirrored(wholeOf(of), later)
      expect(await idsIn(thread.id)).toEqual([question.id, answer.id])
      await store.wantThreads([thread.id], { urgency: 0 })
      const state = { refreshed_at: 1000, walked_at: 1000, reached: answer.id }
      await store.settleWanted(thread.id, 1, state)
      await store.deleteThread(thread.id)
      expect(await changesOf(() => store.putMirrored(wholeOf(of), later))).toEqual([])
      expect(await store.getMirrorState(thread.id)).toMatchObject(state)
      await store.putMirrored(wholeOf(of), await store.latestChange())
      expect(await idsIn(thread.id)).toEqual([question.id, answer.id])
      expect(await summaryOf(thread.id)).toMatchObject({ message_count: 2 })
      // Nothing of it had been here any more.
      const none = { refreshed_at: null, walked_at: null, reached: null }
      expect(await store.getMirrorState(thread.id)).toMatchObject(none)
    })

    test('what is of a thread or a run that is not here is left out', async () => {
      const { store } = bench
      const [here, elsewhere] = [answered(), answered()]
      await store.putMirrored({ threads: [here.thread] })
      const told = await changesOf(async () => {
        await store.putMirrored({ ...wholeOf(elsewhere), threads: [] })
        await store.putMirrored({ steps: [here.step] })
      })
      expect(told).toEqual([])
      // The rest of the same call comes all the same.
      await store.putMirrored({
        messages: [elsewhere.question, here.question],
        runs: [elsewhere.run, here.run],
        steps: [elsewhere.step, here.step],
      })
      expect(await idsIn(here.thread.id)).toEqual([here.question.id])
      expect(await store.getRunStep(here.thread.id, here.run.id, here.step.id)).toEqual(here.step)
      expect(await store.getThread(elsewhere.thread.id)).toBeUndefined()
    })

    test('an id that is taken elsewhere is left out, and harms no other', async () => {
      const { store } = bench
      const [first, second] = [answered(), answered()]
      await store.putMirrored(wholeOf(first))
      const of = { thread_id: second.thread.id }
      await store.putMirrored({
        threads: [second.thread],
        messages: [{ ...first.question, ...of }, second.question],
        runs: [{ ...first.run, ...of }, second.run],
        steps: [{ ...first.step, ...of, run_id: second.run.id }, second.step],
      })
      expect(await idsIn(second.thread.id)).toEqual([second.question.id])
      expect((await store.listRuns(second.thread.id, ALL)).data).toEqual([second.run])
      const { data: steps } = await store.listRunSteps(second.thread.id, second.run.id, ALL)
      expect(steps).toEqual([second.step])
      expect(await idsIn(first.thread.id)).toEqual([first.question.id, first.answer.id])
      expect(await store.getRun(first.thread.id, first.run.id)).toEqual(first.run)
      const elsewhere = {
        messages: [{ ...first.question, ...of }, buildMessage(of)],
        runs: [{ ...first.run, ...of }, second.run],
        steps: [{ ...first.step, ...of, run_id: second.run.id }, second.step],
      }
      expect(await store.countElsewhere(elsewhere)).toBe(3)
      expect(await store.countElsewhere({ runs: elsewhere.runs })).toBe(1)
      expect(await store.countElsewhere(wholeOf(first))).toBe(0)
    })

    test('of two runs that seem active the newer holds the thread, in whichever order they come', async () => {
      const { store } = bench
      const thread = buildThread()
      const older = buildRun({ thread_id: thread.id, created_at: NOW - 9, status: 'in_progress' })
      const newer = buildRun({ thread_id: thread.id, created_at: NOW, status: 'queued' })
      await store.putMirrored({ threads: [thread], runs: [older] })
      expect(await store.listActiveRuns()).toEqual([older])
      await store.putMirrored({ runs: [newer] })
      expect(await store.listActiveRuns()).toEqual([newer])
      // What the older is told to do next takes nothing from the newer.
      const marked = { ...older, metadata: { a: 'b' } }
      await store.putMirrored({ runs: [marked] })
      expect(await store.listActiveRuns()).toEqual([newer])
      await store.putMirrored({ runs: [{ ...marked, status: 'cancelling' }] })
      expect(await store.listActiveRuns()).toEqual([newer])
      const oldest = buildRun({ thread_id: thread.id, created_at: NOW - 20 })
      await store.putMirrored({ runs: [oldest] })
      expect(await store.listActiveRuns()).toEqual([newer])
      await store.putMirrored({ runs: [{ ...newer, status: 'completed' }] })
      expect(await store.listActiveRuns()).toEqual([])
      // Nothing newer is in its way, so what is told of it counts.
      await store.putMirrored({ runs: [older] })
      expect(await store.listActiveRuns()).toEqual([older])
    })

    test('an older run’s own events are written down while a newer one holds the thread', async () => {
      const { store } = bench
      const thread = buildThread()
      const of = { thread_id: thread.id }
      const older = buildRun({ ...of, created_at: NOW - 9 })
      const newer = buildRun({ ...of, created_at: NOW })
      await store.putMirrored({ threads: [thread], runs: [older, newer] })
      const moved = { ...older, status: 'in_progress' as const }
      const commit = await store.commitRun(thread.id, older.id, {
        from: ['queued'],
        run: moved,
        events: (run) => [{ event: 'thread.run.in_progress', data: run }],
      })
      expect(commit?.run).toEqual(moved)
      expect(await store.listActiveRuns()).toEqual([newer])
    })

    test('a thread is summed up, and stands in its list, by its own times', async () => {
      const { store } = bench
      const [first, second] = [answered(NOW - 1000), answered(NOW - 500)]
      await store.putMirrored(wholeOf(second))
      await store.putMirrored(wholeOf(first))
      expect(await byActivity()).toEqual([second.thread.id, first.thread.id])
      expect(await summaryOf(first.thread.id)).toMatchObject({
        title: 'Where is my parcel?',
        preview: 'In Kyoto.',
        preview_role: 'assistant',
        message_count: 2,
        last_active_at: NOW - 980,
        last_run: { id: first.run.id, status: 'completed' },
      })
      const of = { thread_id: first.thread.id }
      const thanks = buildMessage({ ...of, created_at: NOW - 100, text: 'Thanks!' })
      await store.putMirrored({ messages: [thanks] })
      expect(await byActivity()).toEqual([first.thread.id, second.thread.id])
      expect(await summaryOf(first.thread.id)).toMatchObject({
        preview: 'Thanks!',
        preview_role: 'user',
        message_count: 3,
        last_active_at: NOW - 100,
      })
      // What is older than the last of it, or the same as it, moves nothing.
      const early = buildMessage({ ...of, created_at: NOW - 1100, text: 'Hello?' })
      const title = { ...second.thread, metadata: { title: 'Parcels' } }
      await store.putMirrored({ messages: [early, thanks], threads: [title] })
      expect(await byActivity()).toEqual([first.thread.id, second.thread.id])
      expect(await summaryOf(first.thread.id)).toMatchObject({
        title: 'Hello?',
        preview: 'Thanks!',
        message_count: 4,
        last_active_at: NOW - 100,
      })
      expect(await summaryOf(second.thread.id)).toMatchObject({
        title: 'Parcels',
        last_active_at: NOW - 480,
      })
    })

    test('an answer that grew is summed up as it stands', async () => {
      const { store } = bench
      const of = answered()
      const { thread, answer } = of
      const begun = { ...answer, status: 'in_progress', content: [], completed_at: null } as const
      await store.putMirrored({
        ...wholeOf(of),
        messages: [of.question, { ...begun, content: [] }],
      })
      expect(await summaryOf(thread.id)).toMatchObject({ preview: 'Where is my parcel?' })
      await store.putMirrored({ messages: [answer] })
      expect(await summaryOf(thread.id)).toMatchObject({ preview: 'In Kyoto.', message_count: 2 })
    })

    test('its texts are found, and those that it had are not', async () => {
      const { store } = bench
      const of = answered()
      await store.putMirrored(wholeOf(of))
      await indexed(store)
      expect(await found(store, 'Kyoto')).toMatchObject([
        { thread_id: of.thread.id, message_id: of.answer.id, run_id: of.run.id },
      ])
      await store.putMirrored({ messages: [{ ...of.answer, content: [textPart('In Osaka.')] }] })
      await indexed(store)
      expect(await found(store, 'Kyoto')).toEqual([])
      expect(await found(store, 'Osaka')).toMatchObject([{ message_id: of.answer.id }])
    })

    test('events that were polled say so, all others say nothing of it', async () => {
      const { store } = bench
      const thread = buildThread()
      const run = buildRun({ thread_id: thread.id })
      await store.putMirrored({ threads: [thread], runs: [run] })
      const created: StreamEvent = { event: 'thread.run.created', data: run }
      const queued: StreamEvent = { event: 'thread.run.queued', data: run }
      const change = { from: ['queued'] as const }
      const heard = await store.commitRun(thread.id, run.id, {
        ...change,
        events: () => [created],
      })
      const polled = await store.commitRun(thread.id, run.id, {
        ...change,
        events: () => [queued],
        polled: true,
      })
      expect(heard?.events[0]).not.toHaveProperty('polled')
      expect(polled?.events).toMatchObject([{ polled: true, sequence_number: 2 }])
      const { data } = await store.listRunEvents(run.id, 0, 10)
      expect(data).toEqual([...(heard?.events ?? []), ...(polled?.events ?? [])])
      expect(data[0]).not.toHaveProperty('polled')
    })
  })
}
