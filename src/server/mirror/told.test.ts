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

import type { Asked } from './asked.ts'
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
const deleted = (object: string, id: string) => ({ id, object, deleted: true })

/** An answer of each operation that tells, and what it tells. */
const TELLING: Partial<Record<WireOperationName, [answer: unknown, told: Told]>> = {
  createThread: [thread, { made: { threads: [thread] } }],
  getThread: [thread, { put: { threads: [thread] } }],
  modifyThread: [thread, { put: { threads: [thread] } }],
  deleteThread: [deleted('thread.deleted', thread.id), { deleted: 'threads' }],
  createMessage: [message, { made: { messages: [message] } }],
  listMessages: [listOf(message), { put: { messages: [message] } }],
  getMessage: [message, { put: { messages: [message] } }],
  modifyMessage: [message, { put: { messages: [message] } }],
  deleteMessage: [deleted('thread.message.deleted', message.id), { deleted: 'messages' }],
  createRun: [run, { made: { runs: [run] } }],
  createThreadAndRun: [run, { made: { runs: [run] } }],
  getRun: [run, { put: { runs: [run] } }],
  modifyRun: [run, { put: { runs: [run] } }],
  cancelRun: [run, { put: { runs: [run] } }],
  submitToolOutputsToRun: [run, { put: { runs: [run] } }],
  listRuns: [listOf(run), { put: { runs: [run] } }],
  listRunSteps: [listOf(step), { put: { steps: [step] } }],
  getRunStep: [step, { put: { steps: [step] } }],
  createAssistant: [assistant, { made: { assistants: [assistant] } }],
  getAssistant: [assistant, { put: { assistants: [assistant] } }],
  modifyAssistant: [assistant, { put: { assistants: [assistant] } }],
  deleteAssistant: [deleted('assistant.deleted', assistant.id), { deleted: 'assistants' }],
  listAssistants: [listOf(assistant), { put: { assistants: [assistant] } }],
  createFile: [file, { made: { files: [file] } }],
  retrieveFile: [file, { put: { files: [file] } }],
  deleteFile: [deleted('file', file.id), { deleted: 'files' }],
  listFiles: [listOf(file), { put: { files: [file] } }],
}
/** The ids in the paths of all of them. */
const IDS: Record<string, string> = {
  thread_id: thread.id,
  message_id: message.id,
  run_id: run.id,
  step_id: step.id,
  assistant_id: assistant.id,
  file_id: file.id,
}
const asked = (name: WireOperationName): Asked => {
  const names = [...wireOperations[name].path.matchAll(/\{(\w+)\}/g)].map(([, id = '']) => id)
  return { name, params: Object.fromEntries(names.map((id) => [id, IDS[id] ?? ''])) }
}

/** The cast: the table's keys are the operations' names. */
const telling = Object.entries(TELLING) as [WireOperationName, [unknown, Told]][]

test.each(telling)('%s tells what its answer holds', (name, [answer, told]) => {
  expect(tells(name)).toBe(true)
  expect(toldBy(asked(name), answer, 'desc')).toEqual(told)
})

test.each(telling)('%s tells nothing by an answer that is not its own', (name) => {
  for (const answer of [undefined, null, 'ok', [], {}, { id: 'x', object: 'cake' }, { data: [] }]) {
    expect(toldBy(asked(name), answer, 'desc')).toBeUndefined()
  }
})

const withIds = telling.flatMap(([name]) =>
  Object.keys(asked(name).params)
    // What is said to be deleted does not say where it was.
    .filter((id) => name !== 'deleteMessage' || id === 'message_id')
    .map((id) => [name, id] as const),
)

test.each(withIds)('%s tells nothing of what is of another %s', (name, id) => {
  const { params } = asked(name)
  const [answer] = TELLING[name] ?? []
  const told = toldBy({ name, params: { ...params, [id]: 'another' } }, answer, 'desc')
  const kind = { listMessages: 'messages', listRuns: 'runs' }[name as string] ?? 'steps'
  const nothing = { put: { [kind]: [] } }
  expect(told ?? nothing).toEqual(nothing)
})

test('what is said not to be deleted is not', () => {
  const answer = { ...deleted('thread.deleted', thread.id), deleted: false }
  expect(toldBy(asked('deleteThread'), answer, 'desc')).toBeUndefined()
})

test('others tell nothing', () => {
  // The cast: the table's keys are the operations' names.
  const others = (Object.keys(wireOperations) as WireOperationName[]).filter(
    (name) => !(name in TELLING),
  )
  expect(others).toContain('listModels')
  expect(others.filter(tells)).toEqual([])
  expect(toldBy(asked('listModels'), { object: 'list', data: [] }, 'desc')).toBeUndefined()
})

test('a list is told with the oldest first, in whichever order it was asked for', () => {
  const [first, second] = [buildFile(), buildFile()]
  const told = { put: { files: [first, second] } }
  expect(toldBy(asked('listFiles'), listOf(second, first), 'desc')).toEqual(told)
  expect(toldBy(asked('listFiles'), listOf(first, second), 'asc')).toEqual(told)
})
