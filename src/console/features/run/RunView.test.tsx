import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'

import { ApiFailure } from '#console/api/failure.ts'
import { emptyLiveRun, type LiveRun } from '#console/api/live-run.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'
import { type RecordedObject, recordedObjects } from '#testing/recorded.ts'

import { RunView } from './RunView.tsx'

interface Recorded {
  object: string
  body: unknown
}

const NOTHING = { steps: false, events: false }

/** A body, or those inside it where it is a list. */
const inner = ({ body }: Pick<RecordedObject, 'body'>): Recorded[] => {
  if (typeof body !== 'object' || body === null || !('object' in body)) return []
  if ('data' in body && Array.isArray(body.data)) {
    return body.data.flatMap((item: unknown) => inner({ body: item }))
  }
  return [{ object: String(body.object), body }]
}

const render = (
  run: Run,
  steps: RunStep[] = [],
  live?: LiveRun,
  isLoading = NOTHING,
  address = '/',
): string =>
  renderToString(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter initialEntries={[address]}>
        <RunView
          detail={{ run, steps, live, isLoading, error: null, retry: () => {} }}
          onStarted={() => {}}
          onNew={() => {}}
          onNewest={() => {}}
        />
      </MemoryRouter>
    </QueryClientProvider>,
  )

/** What is read, without the marks that colour it. */
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, '').replaceAll('&quot;', '"')

const minimal = Run.parse({
  id: 'run_1',
  object: 'thread.run',
  created_at: 1_700_000_000,
  thread_id: 'thread_1',
  assistant_id: 'asst_1',
  status: 'completed',
})

const step = (details: unknown, change: object = {}): RunStep =>
  RunStep.parse({
    id: 'step_1',
    object: 'thread.run.step',
    created_at: 1_700_000_001,
    thread_id: 'thread_1',
    run_id: 'run_1',
    type: 'tool_calls',
    status: 'completed',
    step_details: details,
    ...change,
  })

describe('recorded objects', () => {
  const all = recordedObjects().flatMap(inner)
  const runs = all.filter(({ object }) => object === 'thread.run')
  const steps = all.filter(({ object }) => object === 'thread.run.step')

  it('are there', () => {
    expect(runs.length).toBeGreaterThan(10)
    expect(steps.length).toBeGreaterThan(10)
  })

  it('of runs all render', () => {
    for (const { body } of runs) expect(render(Run.parse(body))).toContain('<h2')
  })

  it('of steps all render, each with its call or message', () => {
    for (const { body } of steps) {
      const parsed = RunStep.parse(body)
      expect(render(minimal, [parsed])).toMatch(/<details|Message/)
    }
  })
})

describe('RunView', () => {
  it('tells every time of a run by its events, and none before they are read', () => {
    const told: LiveRun = {
      ...emptyLiveRun('thread_1', 'run_1'),
      log: (
        [
          ['thread.run.created', 'run_1', 700],
          ['thread.run.step.created', 'step_1', 1100],
          ['thread.run.step.completed', 'step_1', 1505],
          ['thread.run.completed', 'run_1', 1990],
        ] as const
      ).map(([name, id, ms], nth) => ({
        sequence: nth + 1,
        at: 1_700_000_000_000 + ms,
        name,
        data: { id },
      })),
      end: 4,
    }
    const run = { ...minimal, completed_at: 1_700_000_002 }
    const details = { type: 'tool_calls', tool_calls: [] }
    const steps = [step(details, { completed_at: 1_700_000_002 })]
    const exact = textOf(render(run, steps, told))
    // The header and the end of the axis; the bar and the card.
    expect(exact.match(/1\.3 s/g)).toHaveLength(2)
    expect(exact.match(/405 ms/g)).toHaveLength(2)
    const rough = textOf(render(run, steps, { ...told, end: 0, connection: 'ended' }))
    expect(rough.match(/≈ 2 s/g)).toHaveLength(2)
    expect(rough.match(/≈ 1 s/g)).toHaveLength(2)
    const reading = render(run, steps, told, { steps: false, events: true })
    expect(reading).toContain('invisible')
    expect(textOf(reading.replace(/<table[^]*<\/svg>/, ''))).not.toMatch(/\d m?s/)
  })

  it('has no mark between a message’s tokens and a time that is not known yet', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }
    const details = { type: 'message_creation', message_creation: { message_id: 'msg_1' } }
    const text = (events: boolean) => {
      const steps = [step(details, { usage, type: 'message_creation' })]
      return textOf(render(minimal, steps, undefined, { steps: false, events }))
    }
    expect(text(true)).toContain('12 tokens')
    expect(text(true)).not.toContain('12 tokens ·')
  })

  it('offers another run in place of one that is not there, which no second try would bring', () => {
    const error = new ApiFailure('No run found with id ‘run_x’.', { kind: 'refused', status: 404 })
    const html = renderToString(
      <RunView
        detail={{
          run: undefined,
          steps: [],
          live: undefined,
          isLoading: NOTHING,
          error,
          retry: () => {},
        }}
        onStarted={() => {}}
        onNew={() => {}}
        onNewest={() => {}}
      />,
    )
    expect(textOf(html)).toContain('This run is not in the thread')
    expect(html).not.toMatch(/Try again|run_x/)
    expect(textOf(html)).toContain('Show the newest run')
  })

  it('says in the step and in the timeline that an output tells of an error', () => {
    const pay = { name: 'pay', arguments: '{}', output: '{"error":"no card"}' }
    const call = { id: 'call_1', type: 'function', function: pay }
    const text = textOf(render(minimal, [step({ type: 'tool_calls', tool_calls: [call] })]))
    expect(text.match(/output says error/g)).toHaveLength(2)
  })

  it('says that what was written is kept of a stopped run that wrote something', () => {
    const stopped = { ...minimal, status: 'cancelled' as const }
    expect(render(stopped)).not.toContain('is kept')
    const details = { type: 'message_creation', message_creation: { message_id: 'msg_1' } }
    expect(render(stopped, [step(details)])).toContain('What had been written is kept.')
  })

  it('marks one call as asked for where several steps have calls of its id', () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'pay', arguments: '{}' } }
    const details = { type: 'tool_calls', tool_calls: [call] }
    const steps = [step(details), step(details, { id: 'step_2' })]
    const markedAt = (asked: string) => {
      const html = render(minimal, steps, undefined, NOTHING, `/?run=run_1&call=${asked}`)
      return [...html.matchAll(/<details[^>]*data-call[^>]*>/g)].map(([tag]) =>
        tag.includes('aria-current'),
      )
    }
    expect(markedAt('call_1')).toEqual([true, false])
    expect(markedAt('step_2')).toEqual([false, true])
    expect(markedAt('step_2.1')).toEqual([false, true])
  })

  it('shows a call of a type it does not know as JSON', () => {
    const call = { id: 'call_1', type: 'bing_grounding', bing_grounding: { requesturl: 'q x' } }
    const html = render(minimal, [step({ type: 'tool_calls', tool_calls: [call] })])
    expect(html).toContain('bing_grounding')
    expect(html).toContain('requesturl')
  })

  it('says that a run that is over has no events, once that is known', () => {
    const told = (change: Partial<LiveRun>) =>
      textOf(render(minimal, [], { ...emptyLiveRun('thread_1', 'run_1'), ...change }))
    const none = 'No events of this run are kept.'
    const refused = (status: number) => new ApiFailure('No.', { kind: 'refused', status })
    expect(told({ connection: 'ended' })).toContain(none)
    expect(told({ connection: 'failed', failure: refused(404) })).toContain(none)
    expect(told({ connection: 'reconnecting' })).not.toContain(none)
    const failed = told({ connection: 'failed', failure: refused(403) })
    expect(failed).toContain('The events of this run cannot be read.')
    expect(failed).not.toContain(none)
  })
  it('says that nothing is heard of a run, and lets no clock go on', () => {
    const running = { ...minimal, status: 'in_progress' as const }
    const silentSince = (running.created_at + 4) * 1000
    const live = { ...emptyLiveRun('thread_1', 'run_1'), connection: 'reconnecting' as const }
    const text = textOf(render(running, [], { ...live, silentSince }))
    expect(text).toContain('No word from the server, reconnecting')
    expect(text).toContain('running4.0 s')
    const heard = render(running, [], { ...live, connection: 'live', silentSince })
    expect(heard).not.toContain('No word from the server')
  })

  it('shows code with its logs and images', () => {
    const call = {
      id: 'call_1',
      type: 'code_interpreter',
      code_interpreter: {
        input: 'print(1)\r\n',
        outputs: [
          { type: 'logs', logs: 'one line' },
          { type: 'image', image: { file_id: 'file-1' } },
        ],
      },
    }
    const html = render(minimal, [step({ type: 'tool_calls', tool_calls: [call] })])
    expect(html).toContain('print(1)')
    expect(html).toContain('one line')
    expect(html).toMatch(/<img[^>]+file-1/)
  })

  it('shows arguments that are still coming as they are', () => {
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'get_booking', arguments: '{"pnr": "6X', output: null },
    }
    const html = render({ ...minimal, status: 'in_progress' }, [
      step({ type: 'tool_calls', tool_calls: [call] }, { status: 'in_progress' }),
    ])
    expect(textOf(html)).toContain('{"pnr": "6X')
    expect(html).toContain('No output yet.')
  })

  it('says that an output is empty', () => {
    const call = (output: string) => ({
      id: 'call_1',
      type: 'function',
      function: { name: 'find', arguments: '{}', output },
    })
    const outputOf = (output: string) =>
      render(minimal, [step({ type: 'tool_calls', tool_calls: [call(output)] })])
    expect(outputOf('')).toContain('Empty output.')
    expect(outputOf('\n')).toContain('Empty output.')
    expect(outputOf('0')).not.toContain('Empty output.')
    const ran = {
      id: 'call_2',
      type: 'code_interpreter',
      code_interpreter: { input: '1', outputs: [{ type: 'logs', logs: '' }] },
    }
    const html = render(minimal, [step({ type: 'tool_calls', tool_calls: [ran] })])
    expect(html).toContain('Empty output.')
  })

  it('asks for every output, and shows an action it cannot take', () => {
    const waiting = { ...minimal, status: 'requires_action' as const }
    const call = (id: string) => ({
      id,
      type: 'function',
      function: { name: `fn_${id}`, arguments: '{}' },
    })
    const asked = render({
      ...waiting,
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: { tool_calls: [call('a'), call('b')] },
      },
    })
    expect(asked).toContain('Output of fn_a')
    expect(asked).toContain('Output of fn_b')
    const approval = { id: 'c', type: 'mcp', name: 'delete_all', arguments: '{}' }
    const unknown = render({
      ...waiting,
      required_action: {
        type: 'submit_tool_approval',
        submit_tool_outputs: { tool_calls: [approval] },
      },
    })
    expect(unknown).toContain('delete_all')
    expect(unknown).not.toContain('Submit')
  })

  it('shows no text as HTML', () => {
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: '<img src=x>', arguments: '<script>1</script>', output: '<b>' },
    }
    const html = render(minimal, [step({ type: 'tool_calls', tool_calls: [call] })])
    expect(html).not.toMatch(/<script|<img src=x|<b>/)
  })

  it('says that the run could not be loaded', () => {
    const html = renderToString(
      <RunView
        detail={{
          isLoading: NOTHING,
          run: undefined,
          steps: [],
          live: emptyLiveRun('thread_1', 'run_1'),
          error: new Error('No run found.'),
          retry: () => {},
        }}
        onStarted={() => {}}
        onNew={() => {}}
        onNewest={undefined}
      />,
    )
    expect(html).toContain('No run found.')
  })
})

it('names who ran and with what, or says that neither is recorded', () => {
  expect(textOf(render({ ...minimal, assistant_id: null, model: 'unknown' }))).toContain(
    'Assistant not recorded · model not recorded',
  )
  expect(textOf(render({ ...minimal, assistant_id: 'asst_7', model: 'gpt-4o' }))).toContain(
    'asst_7 · gpt-4o',
  )
})

it('marks a run of which events were polled, and says what that means for its times', () => {
  const live = emptyLiveRun('thread_1', 'run_1')
  const why = 'Not all of this run was heard as it happened'
  expect(render(minimal, [], { ...live, isPolled: true })).toContain(`title="${why}`)
  expect(render(minimal, [], live)).not.toContain(why)
})
