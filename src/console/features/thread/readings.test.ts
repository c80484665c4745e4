import { expect, test } from 'vitest'

import type { RunStep } from '#contract/run-step.ts'
import { buildMessage, buildRun } from '#testing/builders.ts'

import { findInFile, findsIn, placeAmong, stepFrom } from './finds.ts'
import { type Beside, readingsOf } from './readings.ts'
import { rowsOf } from './rows.ts'
import { callLines } from './run-calls.ts'
import { wantedIn } from './wanted.ts'

const call = {
  id: 'step_1',
  status: 'failed',
  step_details: {
    type: 'tool_calls',
    tool_calls: [
      {
        type: 'function',
        id: 'call_1',
        function: {
          name: 'get_reservation_details',
          arguments: '{"reservation_id":"ZFA04Y"}',
          output: null,
        },
      },
    ],
  },
} as RunStep // what a line is drawn of

const messages = [
  buildMessage({ id: 'msg_1', role: 'user', text: 'the __init__ file' }),
  {
    ...buildMessage({ id: 'msg_2', role: 'assistant', text: 'It is **really** over' }),
    run_id: 'run_1',
  },
].map((message, at) => ({
  ...message,
  attachments: at === 0 ? [{ file_id: 'file_1', tools: [] }] : [],
}))
const runs = [
  buildRun({
    id: 'run_1',
    status: 'failed',
    model: 'gpt-4o',
    assistant_id: 'asst_1',
    last_error: { code: 'server_error', message: 'The upstream broke.' },
  }),
]
const beside: Beside = {
  stepsOf: (id) => (id === 'run_1' ? [call] : undefined),
  assistantOf: () => 'Travel desk',
  fileOf: () => 'ticket.pdf',
  drawsFormulas: false,
}
const rows = rowsOf({ messages, runs, streamingIds: [], hasOlder: false, hasNewer: false })
const foundIn = (written: string) =>
  findsIn(readingsOf(rows, beside), wantedIn(written)).finds.map(({ rowId }) => rowId)

test.each([
  ['a text across marks of Markdown', 'is really over', 'msg_2'],
  ['a user’s text as it was typed', '__init__', 'msg_1'],
  ['the name of a file', 'ticket.pdf', 'msg_1'],
  ['the name of a tool', 'get_reservation_details', 'run_1'],
  ['the arguments of a call', 'zfa04y', 'run_1'],
  ['the error of a run', 'upstream broke', 'run_1'],
  ['who answered', 'travel desk', 'run_1'],
  ['the model', 'gpt-4o', 'run_1'],
])('%s is found', (_, written, rowId) => {
  expect(foundIn(written)).toEqual([rowId])
})

test('a run is loaded at the message after it, else at the one before', () => {
  expect(readingsOf(rows, beside).map(({ rowId, near }) => [rowId, near])).toEqual([
    ['msg_1', 'msg_1'],
    ['run_1', 'msg_2'],
    ['msg_2', 'msg_2'],
  ])
  const loose = rowsOf({
    messages: messages.slice(0, 1),
    runs,
    streamingIds: [],
    hasOlder: false,
    hasNewer: false,
  })
  expect(readingsOf(loose, beside).at(-1)).toMatchObject({ rowId: 'run_1', near: 'msg_1' })
})

test('what came out of a call is found as a place of that call, whose line is counted in its run', () => {
  const details = call.step_details as Extract<RunStep['step_details'], { type: 'tool_calls' }>
  const [asked] = details.tool_calls
  if (asked?.type !== 'function') throw new Error('it is one of a function')
  const answered: RunStep = {
    ...call,
    step_details: {
      ...details,
      tool_calls: [
        { ...asked, function: { ...asked.function, output: '{"seat":"12A","of":"ZFA04Y"}' } },
      ],
    },
  }
  const readings = readingsOf(rows, { ...beside, stepsOf: () => [answered] })
  const placesOf = (written: string) =>
    findsIn(readings, wantedIn(written)).finds.map(({ rowId, callId, nth }) => [rowId, callId, nth])
  const inOutput = ['run_1', 'step_1.1', 0]
  expect(placesOf('12a')).toEqual([inOutput])
  expect(placesOf('zfa04y')).toEqual([['run_1', undefined, 0], inOutput])
  expect(placesOf('12a get_reservation_details')).toEqual([inOutput])
  expect(placesOf('reservation')).toEqual([['run_1', undefined, 0]])
  expect(new Set(readings.map(({ near }) => near)).has(undefined)).toBe(false)
})

test('calls of one id in several steps are gone through one after the other', () => {
  const stepOf = (id: string): RunStep => ({
    ...call,
    id,
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        {
          type: 'function',
          id: 'call_1',
          function: { name: 'look_up', arguments: '{}', output: 'seat 12A, then 12A' },
        },
      ],
    },
  })
  const steps = [stepOf('step_1'), stepOf('step_2')]
  const readings = readingsOf(rows, { ...beside, stepsOf: () => steps })
  const { finds } = findsIn(readings, wantedIn('12a'))
  let at = 0
  const visited = finds.map(() => {
    const find = finds[at]
    if (find) at = stepFrom(placeAmong(finds, find, at), 1, finds.length)
    return at
  })
  expect(visited).toEqual([1, 2, 3, 0])
  const asked = finds.map(({ callId }) =>
    callLines(steps, undefined, callId).map(({ isAsked }) => isAsked),
  )
  const [first, second] = [
    [true, false],
    [false, true],
  ]
  expect(asked).toEqual([first, first, second, second])
})

test('the name of each file is a text of its own, as for a search, and a match leads to its file', () => {
  const said = {
    ...buildMessage({ id: 'msg_1', role: 'user', text: 'refund by ticket.pdf' }),
    attachments: ['a', 'b', 'c'].map((file_id) => ({ file_id, tools: [] })),
  }
  const names = new Map([
    ['a', 'ticket.pdf'],
    ['b', 'hotel.pdf'],
    ['c', 'ticket (2).pdf'],
  ])
  const readings = readingsOf(
    rowsOf({ messages: [said], runs: [], streamingIds: [], hasOlder: false, hasNewer: false }),
    { ...beside, fileOf: (id) => names.get(id) },
  )
  const { finds } = findsIn(readings, wantedIn('ticket'))
  expect(finds.map(({ file, nth }) => [file, nth])).toEqual([
    [undefined, 0],
    [0, 0],
    [2, 0],
  ])
  const ledTo = (file: string | undefined) =>
    findInFile(finds, readings, { messageId: 'msg_1', file })?.file
  expect(ledTo('ticket (2).pdf')).toBe(2)
  expect(ledTo('Ticket.pdf')).toBe(0)
  expect(ledTo('…(2)…')).toBe(2)
  // Shown in another way, it is in one of them all the same.
  expect(ledTo('unknown')).toBe(0)
  expect(ledTo(undefined)).toBeUndefined()
  expect(findsIn(readings, wantedIn('refund hotel'), false).finds).toEqual([])
})
