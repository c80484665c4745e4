import { expect, test } from 'vitest'

import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'

import { rowsOf } from './rows.ts'
import { runAccount } from './run-account.ts'
import { messageText, runText, threadText } from './thread-text.ts'
import { wholeEntries } from './whole-entries.ts'

test('a thread is told whole and in order: title, id, roles, times, texts', () => {
  const thread = buildThread({ id: 'thread_a', metadata: { title: 'Late parcel' } })
  const rows = rowsOf({
    messages: [
      buildMessage({ role: 'user', text: 'Where is it?' }),
      buildMessage({ role: 'assistant', text: 'On its **way**.' }),
    ],
    runs: [],
    streamingIds: [],
    hasOlder: false,
    hasNewer: false,
  })
  const text = threadText(
    thread,
    wholeEntries(rows, () => ({ steps: [], assistant: undefined })),
  )
  expect(text).toMatch(/^# Late parcel\n\nthread_a, 2 messages, created .*\d{4}/)
  expect(text).toMatch(
    /## User, .*\d\d:\d\d:\d\d.*\n\nWhere is it\?\n\n## Assistant, .*\n\nOn its \*\*way\*\*\./,
  )
})

test('a message tells its images, sources, attachments and why it is cut off', () => {
  const text = messageText(
    buildMessage({
      role: 'assistant',
      status: 'incomplete',
      incomplete_details: { reason: 'max_tokens' },
      content: [
        {
          type: 'text',
          text: {
            value: 'Five days 【4:0†source】',
            annotations: [
              {
                type: 'file_citation',
                text: '【4:0†source】',
                start_index: 10,
                end_index: 21,
                file_citation: { file_id: 'file_terms', quote: 'five days' },
              },
            ],
          },
        },
        { type: 'image_file', image_file: { file_id: 'file_chart', detail: 'auto' } },
      ],
      attachments: [{ file_id: 'file_letter', tools: [] }],
    }),
  )
  expect(text).toContain('(incomplete: cut off at the token limit)')
  expect(text).toContain('[Image: file_chart]')
  expect(text).toContain('\n\nFive days\n\n')
  expect(text).toContain('Sources:\n- file_terms “five days”')
  expect(text).toContain('Attachments:\n- file_letter')
})

test('an embedded image is named and not copied as letters', () => {
  const url = `data:image/png;base64,${'A'.repeat(1000)}`
  const text = messageText(
    buildMessage({ content: [{ type: 'image_url', image_url: { url, detail: 'auto' } }] }),
  )
  expect(text).toContain('[Embedded image]')
  expect(text).not.toContain('AAAA')
})

test('a run is told in plain lines, with what its tools were given and answered', () => {
  const book = { name: 'book', arguments: '{"seat": "6A"}', output: 'Error: no seat\nTry later' }
  const step = buildRunStep({
    status: 'completed',
    completed_at: 1_700_000_000,
    step_details: {
      type: 'tool_calls',
      tool_calls: [{ id: 'call_1', type: 'function', function: book }],
    },
  })
  const run = buildRun({ id: 'run_1', status: 'cancelled', model: 'm-1' })
  const text = runText(runAccount(run, { steps: [step], assistant: 'Desk' }, []))
  expect(text).toMatch(
    /^### Run cancelled, Desk, m-1, .*\d{4}.*\n\nrun_1\n\nThe run was stopped\.\n\n/,
  )
  expect(text).toMatch(
    /\n\nTool call: book, output says error, [^\n]+\nArguments: \{ "seat": "6A" \}\nOutput:\nError: no seat\nTry later$/,
  )
})
