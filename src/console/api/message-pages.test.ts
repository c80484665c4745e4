import { expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'

import {
  type MessagePage,
  type MessagePages,
  mergeNewest,
  messagesIn,
  putMessage,
  removeMessage,
  replaceMessage,
} from './message-pages.ts'

const message = (id: string, text = id): Message => ({
  id,
  object: 'thread.message',
  created_at: 1,
  thread_id: 'thread_1',
  status: 'completed',
  incomplete_details: null,
  completed_at: null,
  incomplete_at: null,
  role: 'user',
  content: [{ type: 'text', text: { value: text, annotations: [] } }],
  assistant_id: null,
  run_id: null,
  attachments: [],
  metadata: {},
})
const page = (ids: string[], more: Partial<MessagePage> = {}): MessagePage => ({
  messages: ids.map((id) => message(id)),
  hasOlder: false,
  hasNewer: false,
  ...more,
})
const pages = (...list: MessagePage[]): MessagePages => ({
  pages: list,
  pageParams: list.map(() => 0),
})
const ids = (data: MessagePages) => messagesIn(data).map(({ id }) => id)

test('a change leaves the other pages as they are', () => {
  const data = pages(page(['a', 'b'], { hasNewer: true }), page(['c']))
  const changed = replaceMessage(data, message('c', 'new'))
  expect(changed.pages[0]).toBe(data.pages[0])
  expect(changed.pages[1]).not.toBe(data.pages[1])
  expect(removeMessage(data, 'x')).toBe(data)
  expect(ids(removeMessage(data, 'b'))).toEqual(['a', 'c'])
})

test('a new message is appended where the window reaches the end, and only there', () => {
  expect(ids(putMessage(pages(page(['a'])), message('b')))).toEqual(['a', 'b'])
  const partial = pages(page(['a'], { hasNewer: true }))
  expect(putMessage(partial, message('b'))).toBe(partial)
})

test('the newest page adds what came and changes what changed', () => {
  const data = pages(page(['a', 'b'], { hasOlder: true }), page(['c']))
  const newest = { ...page(['b', 'c', 'd'], { hasOlder: true }) }
  newest.messages[1] = message('c', 'edited')
  const merged = mergeNewest(data, newest)
  expect(ids(merged)).toEqual(['a', 'b', 'c', 'd'])
  expect(messagesIn(merged)[2]).toEqual(message('c', 'edited'))
  expect(merged.pages[0]).toBe(data.pages[0])
})

test('what comes late stands where the newest page has it, and what came since after it', () => {
  const answered = pages(page(['a'], { hasOlder: true }), page(['b', 'answer']))
  const newest = page(['b', 'question', 'answer'], { hasOlder: true })
  expect(ids(mergeNewest(answered, newest))).toEqual(['a', 'b', 'question', 'answer'])
  const early = page(['b', 'question'], { hasOlder: true })
  expect(ids(mergeNewest(answered, early))).toEqual(['a', 'b', 'question', 'answer'])
  expect(ids(mergeNewest(pages(page(['answer'])), page(['question'])))).toEqual([
    'question',
    'answer',
  ])
})

test('the newest page as it was changes nothing', () => {
  const data = pages(page(['a', 'b']))
  expect(mergeNewest(data, page(['a', 'b']))).toBe(data)
})

test('a gap is not hidden: the window then ends before it and can go on', () => {
  const merged = mergeNewest(pages(page(['a'])), page(['x', 'y'], { hasOlder: true }))
  expect(ids(merged)).toEqual(['a'])
  expect(merged.pages[0]?.hasNewer).toBe(true)
})

test('an empty thread takes its first messages, and knows whether there are older ones', () => {
  const merged = mergeNewest(pages(page([])), page(['x', 'y'], { hasOlder: true }))
  expect(ids(merged)).toEqual(['x', 'y'])
  expect(merged.pages[0]?.hasOlder).toBe(true)
})

test('a window in the middle of the thread is not joined to its end', () => {
  const data = pages(page(['a', 'b'], { hasNewer: true }))
  const merged = mergeNewest(data, {
    ...page(['b', 'c']),
    messages: [message('b', 'x'), message('c')],
  })
  expect(ids(merged)).toEqual(['a', 'b'])
  expect(messagesIn(merged)[1]).toEqual(message('b', 'x'))
})
