import { describe, expect, test } from 'vitest'

import type { RunStep, ToolCall } from '#contract/run-step.ts'
import { buildMessage, buildRun, buildRunStep, textPart } from '#testing/builders.ts'
import { markupOf } from '#testing/markup.tsx'

import { PrintedRun } from './PrintedRun.tsx'
import { cutText, runAccount } from './run-account.ts'

const stepOf = (tool_calls: ToolCall[], fields: Partial<RunStep> = {}) =>
  buildRunStep({
    status: 'completed',
    type: 'tool_calls',
    step_details: { type: 'tool_calls', tool_calls },
    ...fields,
  })
const called = (name: string, output: string | null, given = '{}'): ToolCall => ({
  id: `call_${name}`,
  type: 'function',
  function: { name, arguments: given, output },
})
const tell = (run = buildRun(), steps?: RunStep[], messages = [buildMessage()]) =>
  runAccount(run, { steps, assistant: 'Desk' }, messages)

describe('the account of a run', () => {
  test('tells how it ended, by whom, when, how long and how much', () => {
    const usage = { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1000 }
    const run = buildRun({
      status: 'completed',
      model: 'm-1',
      created_at: 0,
      completed_at: 4,
      usage,
    })
    const { facts, why, tone } = tell(run, [])
    expect(facts).toEqual([
      'Run completed',
      'Desk',
      'm-1',
      expect.stringMatching(/1970.*00:00/),
      '≈ 4 s',
      expect.stringMatching(/^1.?000 tokens$/),
    ])
    expect([why, tone]).toEqual([undefined, undefined])
  })

  test.each([
    [
      'failed',
      { last_error: { code: 'server_error', message: 'It broke.' } },
      /ended the run\. It broke\.$/,
    ],
    ['expired', {}, /expired/],
    ['incomplete', { incomplete_details: { reason: 'max_completion_tokens' } }, /token limit/],
    ['cancelled', {}, /^The run was stopped\.$/],
  ] as const)('tells why it %s', (status, fields, why) => {
    const account = tell(buildRun({ status, ...fields }), [], [])
    expect(account.facts[0]).toBe(`Run ${status}`)
    expect(account.why).toMatch(why)
  })

  test('says that the text of a stopped run is kept where it wrote some', () => {
    const written = buildMessage({ content: [textPart('So')] })
    expect(tell(buildRun({ status: 'cancelled' }), [], [written]).why).toMatch(/is kept/)
  })

  test('names an assistant that is gone by its id', () => {
    const run = buildRun({ assistant_id: 'asst_gone' })
    expect(runAccount(run, { steps: [], assistant: undefined }, []).facts).toContain('asst_gone')
  })

  test('tells the calls of every kind: what went in, what came out, what went wrong', () => {
    const steps = [
      stepOf([called('pay', '{"error":"no card"}', '{"b":1.0,"a":12345678901234567890}')]),
      stepOf([called('book', null)], {
        status: 'failed',
        last_error: { code: 'server_error', message: 'Away.' },
      }),
      stepOf([
        {
          id: 'call_s',
          type: 'file_search',
          file_search: {
            results: [
              {
                file_id: 'file_1',
                file_name: 'fares.md',
                score: 0.5,
                content: [{ type: 'text', text: `Bags ${'x'.repeat(500)}` }],
              },
            ],
          },
        },
        {
          id: 'call_c',
          type: 'code_interpreter',
          code_interpreter: {
            input: 'print(1)',
            outputs: [
              { type: 'logs', logs: '1' },
              { type: 'image', image: { file_id: 'file_chart' } },
            ],
          },
        },
      ]),
    ]
    const calls = tell(buildRun({ status: 'completed' }), steps).calls
    expect(calls?.map(({ name, trouble }) => [name, trouble])).toEqual([
      ['pay', 'output says error'],
      ['book', 'failed: Away.'],
      ['file_search', undefined],
      ['code_interpreter', undefined],
    ])
    const parts = calls?.flatMap((call) => call.parts.map(({ name, text }) => `${name}: ${text}`))
    expect(parts).toEqual([
      'Arguments: { "b": 1.0, "a": 12345678901234567890 }',
      'Output: { "error": "no card" }',
      'Arguments: {}',
      'Output: none was given',
      expect.stringMatching(/^Found: fares\.md \(0\.50\) “Bags x{155}…”$/),
      'Code: print(1)',
      'Logs: 1',
      'Image: file_chart',
    ])
  })

  test('tells how much of a long output is left out', () => {
    const [call] = tell(buildRun(), [stepOf([called('read', 'y'.repeat(5000))])]).calls ?? []
    expect(call?.parts[1]?.text).toMatch(/^y{2000} … \(3.?000 more characters are left out\)$/)
    expect(cutText('ab😀cd', 3)).toMatch(/^ab … \(4 more/)
    expect(cutText('abc', 3)).toBe('abc')
  })
})

test('on paper a run tells all of it, and what was not loaded is said', () => {
  const stopped = buildRun({ id: 'run_9', status: 'cancelled' })
  const html = markupOf(
    <PrintedRun account={tell(stopped, [stepOf([called('pay', 'Error: no')])], [])} />,
  )
  const text = html.replaceAll(/<[^>]+>/g, '')
  for (const words of [
    'Run cancelled',
    'Desk',
    'run_9',
    'The run was stopped.',
    'pay',
    'Output: Error: no',
  ])
    expect(text).toContain(words)
  expect(markupOf(<PrintedRun account={tell(stopped)} />)).toContain('were not loaded')
  expect(html).not.toContain('were not loaded')
})
