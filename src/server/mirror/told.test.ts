import { expect, test } from 'vitest'

import { type WireOperationName, wireOperations } from '#contract/operations.ts'
import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
} from '#testing/builders.ts'

import { type Told, tells, toldBy } from './told.ts'

const thread = buildThread()
const message = buildMessage({ thread_id: thread.id })
const run = buildRun({ thread_id: thread.id })
const step = buildRunStep({ thread_id: thread.id, run_id: run.id })
const assistant = buildAssistant()
const file = buildFile()

const listOf = (...data: { id: string }[]) => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: false,
})
const deleted = (object: string) => ({ id: 'gone', object: `${object}.deleted`, deleted: true })

/** An answer of each operation that tells, and what it tells. */
const TELLING: Partial<Record<WireOperationName, [answer: unknown, told: Told]>> = {
  createThread: [thread, { put: { threads: [thread] } }],
  getThread: [thread, { put: { threads: [thread] } }],
  modifyThread: [thread, { put: { threads: [thread] } }],
  deleteThread: [deleted('thread'), { deleted: 'thread' }],
  createMessage: [message, { put: { messages: [message] } }],
  getMessage: [message, { put: { messages: [message] } }],
  modifyMessage: [message, { put: { messages: [message] } }],
  deleteMessage: [deleted('thread.message'), { deleted: 'message' }],
  createRun: [run, { put: { runs: [run] } }],
  createThreadAndRun: [run, { put: { runs: [run] } }],
  getRun: [run, { put: { runs: [run] } }],
  modifyRun: [run, { put: { runs: [run] } }],
  cancelRun: [run, { put: { runs: [run] } }],
  submitToolOutputsToRun: [run, { put: { runs: [run] } }],
  listRunSteps: [listOf(step), { put: { steps: [step] } }],
  getRunStep: [step, { put: { steps: [step] } }],
  createAssistant: [assistant, { put: { assistants: [assistant] } }],
  getAssistant: [assistant, { put: { assistants: [assistant] } }],
  modifyAssistant: [assistant, { put: { assistants: [assistant] } }],
  deleteAssistant: [deleted('assistant'), { deleted: 'assistant' }],
  listAssistants: [listOf(assistant), { put: { assistants: [assistant] } }],
  createFile: [file, { put: { files: [file] } }],
  retrieveFile: [file, { put: { files: [file] } }],
  deleteFile: [{ ...deleted('file'), object: 'file' }, { deleted: 'file' }],
  listFiles: [listOf(file), { put: { files: [file] } }],
}
/** The cast: the table's keys are the operations' names. */
const telling = Object.entries(TELLING) as [WireOperationName, [unknown, Told]][]

test.each(telling)('%s tells what its answer holds', (name, [answer, told]) => {
  expect(tells(name)).toBe(true)
  expect(toldBy(name, answer, 'desc')).toEqual(told)
})

test.each(telling)('%s tells nothing by an answer that is not its own', (name) => {
  for (const answer of [undefined, null, 'ok', [], {}, { id: 'x', object: 'cake' }, { data: [] }]) {
    expect(toldBy(name, answer, 'desc')).toBeUndefined()
  }
})

test('others tell nothing', () => {
  // The cast: the table's keys are the operations' names.
  const others = (Object.keys(wireOperations) as WireOperationName[]).filter(
    (name) => !(name in TELLING),
  )
  expect(others).toContain('listModels')
  expect(others.filter(tells)).toEqual([])
  expect(toldBy('listModels', { object: 'list', data: [] }, 'desc')).toBeUndefined()
})

test('a list is told with the oldest first, in whichever order it was asked for', () => {
  const [first, second] = [buildFile(), buildFile()]
  const told = { put: { files: [first, second] } }
  expect(toldBy('listFiles', listOf(second, first), 'desc')).toEqual(told)
  expect(toldBy('listFiles', listOf(first, second), 'asc')).toEqual(told)
})
