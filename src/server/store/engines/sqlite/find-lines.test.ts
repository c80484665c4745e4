import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'

import type { Context } from './context.ts'
import { Database } from './database.ts'
import { findLines, hasLinesToFind } from './find-lines.ts'
import { messages } from './messages.ts'
import { migrate } from './migrate.ts'
import { readHere } from './slow-reader.ts'
import { threads } from './threads.ts'
import { Writer } from './writer.ts'

let db: Database
let context: Context
beforeEach(() => {
  db = new Database(':memory:')
  migrate(db, ':memory:')
  const { write } = new Writer(
    db,
    async () => undefined,
    () => undefined,
    () => undefined,
  )
  context = { db, write, writeUnseen: write, clock: fixedClock() }
})
afterEach(() => db.close())

const thread = buildThread()
const of = { thread_id: thread.id }
const many = (fields: Partial<Message>) =>
  Array.from({ length: 450 }, () => buildMessage({ ...of, ...fields }))
const summary = async () =>
  (await threads(context, readHere(context.db)).getThread(thread.id, { summary: true }))?.summary
const fill = (added: Message[]) =>
  threads(context, readHere(context.db)).insertThread(thread, added)
const remove = ({ id }: Message) => messages(context).deleteMessage(thread.id, id)
const add = (message: Message) => messages(context).insertMessages(thread.id, [message])
const findAll = () => {
  const told: unknown[] = []
  let looks = 0
  do looks += 1
  while (findLines(db, 200, (change) => told.push(change)))
  return { looks, told }
}
const TOLD = [{ type: 'thread.modified', thread_id: thread.id }]

test('the next title beyond many answers is found some messages at a time', async () => {
  const [first, last] = ['First', 'Last'].map((text) => buildMessage({ ...of, text }))
  if (!first || !last) throw new Error('two messages')
  await fill([first, ...many({ role: 'assistant' }), last])
  await remove(first)
  expect(await summary()).toMatchObject({ title: null, message_count: 451 })
  expect(findAll()).toEqual({ looks: 2, told: TOLD })
  expect(await summary()).toMatchObject({ title: 'Last' })
  expect(findAll()).toEqual({ looks: 1, told: [] })
})

test('a message that comes meanwhile gives the title until an earlier one is found', async () => {
  const [first, middle, late, later] = ['First', 'Middle', 'Late', 'Later'].map((text) =>
    buildMessage({ ...of, text }),
  )
  if (!first || !middle || !late || !later) throw new Error('four messages')
  await fill([first, ...many({ role: 'assistant' }), middle, ...many({ role: 'assistant' })])
  await remove(first)
  await add(late)
  expect(await summary()).toMatchObject({ title: 'Late' })
  // What is looked for from its place on would miss the one before.
  await remove(late)
  await add(later)
  findAll()
  expect(await summary()).toMatchObject({ title: 'Middle' })
})

test('so is the preview before many messages without words', async () => {
  const [first, last] = ['First', 'Last'].map((text) => buildMessage({ ...of, text }))
  if (!first || !last) throw new Error('two messages')
  await fill([first, ...many({ content: [] }), last])
  await remove(last)
  expect(await summary()).toMatchObject({ preview: null })
  expect(findAll()).toEqual({ looks: 2, told: TOLD })
  expect(await summary()).toMatchObject({ preview: 'First' })
})

test('a thread in which there is none, or that is deleted, is not looked at again', async () => {
  const first = buildMessage({ ...of, text: 'First' })
  await fill([first, ...many({ role: 'assistant' })])
  await remove(first)
  expect(findAll()).toEqual({ looks: 2, told: [] })
  expect(hasLinesToFind(db)).toBe(false)
  const again = buildMessage({ ...of, text: 'Again' })
  await threads(context, readHere(context.db)).deleteThread(thread.id)
  await fill([again, ...many({ role: 'assistant' })])
  await remove(again)
  expect(hasLinesToFind(db)).toBe(true)
  await threads(context, readHere(context.db)).deleteThread(thread.id)
  expect(hasLinesToFind(db)).toBe(false)
})
