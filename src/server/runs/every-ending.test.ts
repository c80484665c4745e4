import { describe, expect, test } from 'vitest'

import type { IncompleteReason } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run, RunError } from '#contract/run.ts'
import { accepted } from '#testing/checked.ts'
import { EPOCH } from '#testing/clock.ts'
import type { CallByHand } from '#testing/scripted-by-hand.ts'
import { TOOL, USAGE, namesOf, newRunApp, textOf, timersByHand } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { ModelError } from '../models/model.ts'

type It = Awaited<ReturnType<typeof newRunApp>> & { timers: ReturnType<typeof timersByHand> }
interface Under {
  run: Run
  /** None where the run waits. */
  call: CallByHand | undefined
}

/** What is under way when a run ends, and how to bring it there. */
const UNDER_WAY = {
  'its place in the queue': async (it: It): Promise<Under> => {
    await it.create()
    return { run: await it.create(), call: undefined }
  },
  'nothing yet': async (it: It): Promise<Under> => {
    const run = await it.create({ tools: [TOOL] })
    return { run, call: await it.model.nextCall() }
  },
  'its text': async (it: It): Promise<Under> => {
    const run = await it.create({ tools: [TOOL] })
    const call = await it.model.nextCall()
    call.say('Half')
    await it.until(run, 'thread.message.delta')
    return { run, call }
  },
  'its calls': async (it: It): Promise<Under> => {
    const run = await it.create({ tools: [TOOL] })
    const call = await it.model.nextCall()
    begin(call)
    await it.until(run, 'thread.run.step.delta')
    return { run, call }
  },
  'a client’s outputs': async (it: It): Promise<Under> => {
    const run = await it.create({ tools: [TOOL] })
    const call = await it.model.nextCall()
    begin(call)
    call.finish('tool_calls')
    await it.until(run, 'thread.run.requires_action')
    return { run, call: undefined }
  },
}
type Place = keyof typeof UNDER_WAY

const begin = (call: CallByHand) => {
  for (const index of [0, 1]) {
    call.emit({ type: 'tool_call', index, name: 'f' })
    call.emit({ type: 'tool_call_arguments', index, arguments: '{"a"' })
  }
}

interface Ending {
  end: (it: It, under: Under) => unknown
  status: Run['status']
  /** The run's field of the time of its end, if there is one. */
  at?: 'completed_at' | 'failed_at' | 'cancelled_at'
  reason?: IncompleteReason
  incomplete_details?: Run['incomplete_details']
  last_error?: RunError
  /** How the step ends that was under way, where not as the run. */
  step?: RunStep['status']
  /** Whether the model's call came to its end, so that its cost is known. */
  isPaid?: boolean
}

const failing = (code: RunError['code']): Ending => ({
  end: (_, { call }) => call?.fail(new ModelError(code, 'No.')),
  status: 'failed',
  at: 'failed_at',
  reason: 'run_failed',
  last_error: { code, message: 'No.' },
})

const ENDINGS = {
  completed: {
    end: (_, { call }) => call?.finish('stop'),
    status: 'completed',
    at: 'completed_at',
    isPaid: true,
  },
  'incomplete: cut by its length': {
    end: (_, { call }) => call?.finish('length'),
    status: 'incomplete',
    reason: 'max_tokens',
    incomplete_details: { reason: 'max_completion_tokens' },
    step: 'completed',
    isPaid: true,
  },
  'incomplete: stopped by a filter': {
    end: (_, { call }) => call?.finish('content_filter'),
    status: 'incomplete',
    reason: 'content_filter',
    incomplete_details: {},
    step: 'completed',
    isPaid: true,
  },
  'failed: server_error': failing('server_error'),
  'failed: rate_limit_exceeded': failing('rate_limit_exceeded'),
  'failed: invalid_prompt': failing('invalid_prompt'),
  cancelled: {
    end: async ({ app }, { run }) => {
      const path = `/v1/threads/${run.thread_id}/runs/${run.id}/cancel`
      const { status } = await accepted<Run>('cancelRun', app.request('POST', path))
      expect(status).toBe('cancelling')
    },
    status: 'cancelled',
    at: 'cancelled_at',
    reason: 'run_cancelled',
  },
  expired: {
    end: async ({ clock, timers, runs }, { run }) => {
      clock.advance(600_000)
      timers.ring()
      // Waits for the end that has begun.
      await runs.getRun(run.thread_id, run.id)
    },
    status: 'expired',
    reason: 'run_expired',
  },
} satisfies Record<string, Ending>
type EndingName = keyof typeof ENDINGS

const whileWorking: EndingName[] = [
  'incomplete: cut by its length',
  'incomplete: stopped by a filter',
  'failed: server_error',
  'failed: rate_limit_exceeded',
  'failed: invalid_prompt',
]
const always: EndingName[] = ['cancelled', 'expired']
const ROWS: [Place, EndingName[]][] = [
  ['its place in the queue', always],
  ['nothing yet', ['completed', ...whileWorking, ...always]],
  ['its text', ['completed', ...whileWorking, ...always]],
  ['its calls', [...whileWorking, ...always]],
  ['a client’s outputs', always],
]

const TIMES = ['completed_at', 'failed_at', 'cancelled_at'] as const

/** The last event names of a run that ends so. */
const tailOf = (place: Place, name: EndingName): string[] => {
  const { status, reason, isPaid, ...ending }: Ending = ENDINGS[name]
  const step = ending.step ?? status
  const asked = name === 'cancelled' ? ['run.cancelling'] : []
  const message = reason === undefined ? 'message.completed' : 'message.incomplete'
  const end = `run.${status}`
  if (place === 'its text') return [...asked, message, `run.step.${step}`, end]
  // Calls that were not made whole cannot have been completed.
  if (place === 'its calls') return [...asked, `run.step.${isPaid ? 'failed' : step}`, end]
  if (place === 'a client’s outputs') return [...asked, `run.step.${step}`, end]
  if (place === 'its place in the queue') return ['run.queued', ...asked, end]
  // The model had its say, though that was nothing.
  if (isPaid) return ['message.in_progress', message, `run.step.${step}`, end]
  return ['run.in_progress', ...asked, end]
}

const CALLS = [0, 1].map(() => ({
  type: 'function',
  function: { name: 'f', arguments: '{"a"', output: null },
}))

describe.each(ROWS)('under way: %s', (place, names) => {
  test.each(names)('%s', async (name) => {
    const timers = timersByHand()
    const app = await newRunApp(
      { runConcurrency: place === 'its place in the queue' ? 1 : 64 },
      { timers },
    )
    const it = { ...app, timers }
    const under = await UNDER_WAY[place](it)
    const { thread_id, id } = under.run
    const ending: Ending = ENDINGS[name]
    const before = (await it.store.getRun(thread_id, id))?.started_at ?? null
    await ending.end(it, under)
    await it.until(under.run, `thread.run.${ending.status}`)
    const events = await it.events(under.run)
    const now = Math.floor(it.clock.now() / 1000)

    // What is told, in which order.
    const tail = tailOf(place, name)
    expect(namesOf(events).slice(-tail.length)).toEqual(tail)
    expect(violations(events)).toEqual([])
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(
      events.map((_, at) => at + 1),
    )

    // The run.
    const path = `/v1/threads/${thread_id}`
    const ended = await accepted<Run>('getRun', it.app.request('GET', `${path}/runs/${id}`))
    expect(events.at(-1)?.data).toEqual(ended)
    expect(ended).toMatchObject({
      status: ending.status,
      required_action: null,
      expires_at: null,
      started_at: before,
      last_error: ending.last_error ?? null,
      incomplete_details: ending.incomplete_details ?? null,
    })
    for (const time of TIMES) expect(ended[time]).toBe(time === ending.at ? now : null)
    const isPaid = ending.isPaid ?? place === 'a client’s outputs'
    const nothing = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
    expect(ended.usage).toEqual(isPaid ? USAGE : nothing)

    // Its steps.
    const { data: steps } = await accepted<{ data: RunStep[] }>(
      'listRunSteps',
      it.app.request('GET', `${path}/runs/${id}/steps`),
    )
    const status = tail.find((each) => each.startsWith('run.step.'))?.slice('run.step.'.length)
    expect(steps.map((step) => step.status)).toEqual(status === undefined ? [] : [status])
    for (const step of steps) {
      expect({ ...step }).toMatchObject({
        completed_at: status === 'completed' ? now : null,
        failed_at: status === 'failed' ? now : null,
        cancelled_at: status === 'cancelled' ? now : null,
        expired_at: status === 'expired' ? now : null,
        usage: isPaid ? USAGE : null,
      })
      // Steps know two of the codes.
      if (status !== 'failed') expect(step.last_error).toBeNull()
      else {
        const code =
          ending.last_error?.code === 'rate_limit_exceeded' ? 'rate_limit_exceeded' : 'server_error'
        expect(step.last_error?.code).toBe(code)
      }
      if (step.type === 'tool_calls') expect(step.step_details).toMatchObject({ tool_calls: CALLS })
    }

    // Its message, with what had been said.
    const page = { limit: 10, order: 'asc', run_id: id } as const
    const { data: messages } = await it.store.listMessages(thread_id, page)
    expect(messages).toHaveLength(tail.some((each) => each.startsWith('message.')) ? 1 : 0)
    for (const message of messages) {
      expect(textOf(message)).toBe(place === 'its text' ? 'Half' : '')
      const { reason } = ending
      expect(message).toMatchObject({
        status: reason === undefined ? 'completed' : 'incomplete',
        incomplete_details: reason === undefined ? null : { reason },
        completed_at: reason === undefined ? now : null,
        incomplete_at: reason === undefined ? null : now,
      })
    }

    // Nothing goes on: no call, no timer, no lock.
    if (!ending.isPaid && !ending.last_error) expect(under.call?.signal.aborted ?? true).toBe(true)
    expect(now).toBe(Math.floor(EPOCH / 1000) + (name === 'expired' ? 600 : 0))
    await accepted(
      'createMessage',
      it.app.request('POST', `${path}/messages`, { role: 'user', content: 'On.' }),
    )
  })
})
