import * as fc from 'fast-check'

import type { RunEvent } from '#contract/event.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Review } from '#contract/review.ts'
import { isActive } from '#contract/run-status.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'

import type { ImportedRun } from '../imports.ts'
import type { Store } from '../store.ts'
import { buildLabel, buildPerson, buildReviewing } from './reviewing.ts'

export const DAY = 86_400
/** A week in which clocks are changed in Europe, and before long in America. */
export const FIRST = Date.UTC(2026, 9, 22) / 1000
const ASSISTANTS = ['asst_a', 'asst_b', null] as const
const MODELS = ['gpt-4o', 'gpt-4o-2024-08-06', ''] as const
const TEXTS = ['Where is my parcel?', 'Wo ist mein Paket?', '荷物はどこですか？', 'ok'] as const

const at = fc.integer({ min: FIRST, max: FIRST + 40 * DAY })
const ended = fc.constantFrom('completed', 'failed', 'expired', 'incomplete', 'cancelled')
const ran = fc.record({
  at,
  assistant: fc.constantFrom(...ASSISTANTS),
  model: fc.constantFrom(...MODELS),
  status: fc.oneof(ended, fc.constantFrom('requires_action', 'queued')),
  took: fc.integer({ min: 0, max: 700 }),
  tokens: fc.option(fc.integer({ min: 0, max: 5_000_000_000 }), { nil: null }),
  tools: fc.array(fc.constantFrom('code_interpreter', 'look_up', 'pay'), { maxLength: 2 }),
  wait: fc.integer({ min: 0, max: 600_000 }),
  isLogged: fc.boolean(),
})
type Ran = typeof ran extends fc.Arbitrary<infer One> ? One : never
const said = fc.record({
  at,
  role: fc.constantFrom('user', 'assistant'),
  text: fc.constantFrom(...TEXTS),
})
type Said = typeof said extends fc.Arbitrary<infer One> ? One : never
const which = fc.nat(20)

export const PEOPLE = ['person_a', 'person_b', 'person_c'] as const
export const LABELS = ['label_a', 'label_b', 'label_c'] as const
const person = fc.constantFrom(...PEOPLE)
const isOfMessage = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.boolean())
/** A verdict by itself: where other things are said with one that stands, its history does not tell whether it was given again. */
const says = fc.oneof(
  fc.record({ verdict: fc.constantFrom(...VERDICTS) }),
  fc.record({ verdict: fc.constantFrom(...VERDICTS, null) }),
  fc.record({ labels: fc.subarray([...LABELS]) }),
  fc.record({ flagged: fc.boolean() }),
)

/** Anything that is written of threads, messages, runs and reviews. */
export const write = fc.oneof(
  fc.record({
    do: fc.constant('import' as const),
    at,
    said: fc.array(said, { maxLength: 4 }),
    ran: fc.array(ran, { maxLength: 3 }),
  }),
  fc.record({ do: fc.constant('create' as const), at, said: fc.array(said, { maxLength: 3 }) }),
  fc.record({ do: fc.constant('say' as const), which, said }),
  fc.record({ do: fc.constant('run' as const), which, ran }),
  fc.record({ do: fc.constant('delete message' as const), which }),
  fc.record({ do: fc.constant('judge' as const), which, person, at, isOfMessage, says }),
  fc.record({ do: fc.constant('judge' as const), which, person, at, isOfMessage, says }),
  fc.record({ do: fc.constant('judge again' as const), which, at, says }),
  fc.record({ do: fc.constant('take back' as const), which }),
  fc.record({ do: fc.constant('merge labels' as const), which, other: which }),
  fc.record({ do: fc.constant('delete thread' as const), which }),
)
export type Write = typeof write extends fc.Arbitrary<infer One> ? One : never

/** Whom and what reviews are of, before anything is written. */
export const putReviewers = async (store: Store): Promise<void> => {
  for (const each of PEOPLE) await store.insertPerson(buildPerson(each))
  for (const each of LABELS) await store.insertLabel(buildLabel(each))
}

const toMessage = (thread_id: string, { at: created_at, role, text }: Said) =>
  buildMessage({ thread_id, created_at, role, text })

/** A run with what it called, and its log. */
const toRun = (thread_id: string, made: Ran): ImportedRun => {
  const { at: created_at, status, tokens, took } = made
  const isOver = status !== 'requires_action' && status !== 'queued'
  const run = buildRun({
    thread_id,
    created_at,
    status,
    assistant_id: made.assistant,
    model: made.model,
    usage:
      tokens === null
        ? null
        : { prompt_tokens: tokens, completion_tokens: 7, total_tokens: tokens + 7 },
    started_at: status === 'queued' ? null : created_at + 1,
    completed_at: status === 'completed' ? created_at + took + 1 : null,
    failed_at: status === 'failed' ? created_at + took + 1 : null,
    last_error: status === 'failed' ? { code: 'server_error', message: 'No.' } : null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_prompt_tokens' } : null,
  })
  const steps = made.tools.map((name, index) =>
    buildRunStep({
      thread_id,
      run_id: run.id,
      created_at: created_at + index,
      type: 'tool_calls',
      status: isOver && status !== 'completed' ? 'failed' : 'completed',
      step_details: {
        type: 'tool_calls',
        tool_calls: [
          name === 'code_interpreter'
            ? { id: 'call_1', type: name, code_interpreter: { input: '1', outputs: [] } }
            : { id: 'call_2', type: 'function', function: { name, arguments: '', output: null } },
        ],
      },
    }),
  )
  return { run, steps, events: made.isLogged ? logOf(run, made) : [] }
}

const DELTA = {
  id: 'msg_x',
  object: 'thread.message.delta',
  delta: { content: [{ index: 0, type: 'text', text: { value: 'Soon.' } }] },
}

const logOf = (run: ImportedRun['run'], { wait, status, took, tools }: Ran): RunEvent[] => {
  const began = run.created_at * 1000
  const isCalled = tools.some((name) => name !== 'code_interpreter')
  const waited = isCalled || status === 'requires_action'
  const names: [string, number][] = [
    ['thread.run.created', 0],
    ...(waited ? ([['thread.run.requires_action', 10]] as [string, number][]) : []),
    ...(waited && status !== 'requires_action'
      ? ([['thread.run.queued', 10 + wait]] as [string, number][])
      : []),
    ...(took % 2 === 0 ? ([['thread.message.delta', 15 + wait]] as [string, number][]) : []),
    ...(status === 'requires_action' || status === 'queued'
      ? []
      : ([[`thread.run.${status}`, 20 + wait + took]] as [string, number][])),
  ]
  return names.map(([event, ms], index) => ({
    object: 'thread.run.event',
    sequence_number: index + 1,
    created_at_ms: began + ms,
    // The cast: these are names of events whose data is a run.
    event: event as 'thread.run.created',
    data: event === 'thread.message.delta' ? (DELTA as never) : run,
  }))
}

const idsOf = async (store: Store): Promise<string[]> =>
  (
    await store.listThreads({ limit: 100, order: 'asc', order_by: 'created_at', summary: false })
  ).data.map(({ id }) => id)

/** Whether a run is active in a thread, which takes no other and no messages then. */
const isHeld = async (store: Store, threadId: string): Promise<boolean> =>
  (await store.listRuns(threadId, { limit: 100, order: 'asc' })).data.some(({ status }) =>
    isActive(status),
  )

const reviewsIn = async (store: Store, ids: readonly string[]): Promise<Review[]> => {
  const lists = await Promise.all(
    ids.map((thread_id) => store.listReviews({ thread_id, limit: 100, order: 'asc' })),
  )
  return lists.flatMap(({ data }) => data)
}

/** Who does something to a review, and when. */
export const acting = (person_id: string, second: number) => ({
  person_id,
  act_id: buildReviewing().act_id,
  at: second,
})

export const doWrite = async (store: Store, made: Write) => {
  const ids = await idsOf(store)
  const id = 'which' in made ? ids[made.which % Math.max(ids.length, 1)] : undefined
  switch (made.do) {
    case 'import': {
      const thread = buildThread({ created_at: made.at })
      await store.importThreads([
        {
          hash: thread.id,
          thread,
          messages: made.said.map((each) => toMessage(thread.id, each)),
          runs: made.ran.map((each) => toRun(thread.id, each)),
        },
      ])
      return
    }
    case 'create': {
      const thread = buildThread({ created_at: made.at })
      await store.insertThread(
        thread,
        made.said.map((each) => toMessage(thread.id, each)),
      )
      return
    }
    case 'say':
      if (id !== undefined && !(await isHeld(store, id)))
        await store.insertMessages(id, [toMessage(id, made.said)])
      return
    case 'run':
      if (id !== undefined && !(await isHeld(store, id))) await runThrough(store, id, made.ran)
      return
    case 'delete message': {
      if (id === undefined) return
      const { data } = await store.listMessages(id, { limit: 20, order: 'asc' })
      const message = data[made.which % Math.max(data.length, 1)]
      if (message) await store.deleteMessage(id, message.id)
      return
    }
    case 'judge': {
      if (id === undefined) return
      const { data } = await store.listMessages(id, { limit: 20, order: 'asc' })
      const message = made.isOfMessage ? data.at(0) : undefined
      await store.putReview(
        buildReviewing({
          ...acting(made.person, made.at),
          thread_id: id,
          message_id: message?.id ?? null,
          said: made.says,
        }),
      )
      return
    }
    case 'judge again':
    case 'take back': {
      const reviews = await reviewsIn(store, ids)
      const review = reviews[made.which % Math.max(reviews.length, 1)]
      if (!review) return
      if (made.do === 'take back') await store.deleteReview(review.id, acting(review.person.id, 0))
      else await store.updateReview(review.id, acting(review.person.id, made.at), made.says)
      return
    }
    case 'merge labels': {
      const labels = (await store.listLabels()).filter(({ merged_into }) => merged_into === null)
      const [from, into] = [made.which, made.other].map((at) => labels[at % labels.length]!.id)
      if (from !== into) await store.mergeLabel(from!, into!)
      return
    }
    case 'delete thread':
      if (id !== undefined) await store.deleteThread(id)
  }
}

/** A run that is made and moves on, step by step, as the engine writes it. */
const runThrough = async (store: Store, threadId: string, made: Ran) => {
  const { run, steps } = toRun(threadId, made)
  const queued = buildRun({ ...run, status: 'queued', usage: null })
  await store.insertRun(queued, [], [{ event: 'thread.run.created', data: queued }])
  await store.commitRun(threadId, run.id, { from: ['queued'], steps, events: () => [] })
  const { id: _, object: __, thread_id: ___, metadata: ____, ...fields } = run
  await store.commitRun(threadId, run.id, {
    from: ['queued'],
    run: fields,
    events: (now) => [{ event: `thread.run.${made.status}`, data: now }] as never,
  })
}
