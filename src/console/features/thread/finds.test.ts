import { expect, test, vi } from 'vitest'

import { buildMessage } from '#testing/builders.ts'

import { findFrom, findsIn, isCapped, withLoaded } from './finds.ts'

const message = (id: string, text: string, role: 'user' | 'assistant' = 'assistant') =>
  buildMessage({ id, text, role })

test('every place is told, in the order of the messages', () => {
  const messages = [
    message('a', 'A refund, one REFUND'),
    message('b', 'no'),
    message('c', 'refund'),
  ]
  expect(findsIn(messages, 'Refund')).toEqual([
    { messageId: 'a', nth: 0 },
    { messageId: 'a', nth: 1 },
    { messageId: 'c', nth: 0 },
  ])
})

test('words are found across marks of Markdown, and a user’s text as it was typed', () => {
  expect(findsIn([message('a', 'It is **really** over')], 'is really over')).toHaveLength(1)
  expect(findsIn([message('a', 'the __init__ file', 'user')], '__init__')).toHaveLength(1)
})

test('what is loaded takes the place of what was read, and follows it when it is newer', () => {
  const merged = withLoaded(
    [message('a', 'old'), message('b', 'as it was')],
    [message('b', 'as it is'), message('c', 'new')],
  )
  expect(findsIn(merged, 'as it')).toEqual([{ messageId: 'b', nth: 0 }])
  expect(findsIn(merged, 'is')).toEqual([{ messageId: 'b', nth: 0 }])
  expect(merged.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('of very many places in one message it is known that there may be more', () => {
  expect(isCapped(findsIn([message('a', 'x '.repeat(1000))], 'x'))).toBe(true)
  expect(isCapped(findsIn([message('a', 'x '.repeat(999)), message('b', 'x')], 'x'))).toBe(false)
})

test('finding begins with what is read, and goes back when nothing follows', () => {
  const messages = [message('a', 'x'), message('b', 'y'), message('c', 'x'), message('d', 'y')]
  const finds = findsIn(messages, 'x')
  expect(findFrom(finds, messages, 'b')).toEqual({ messageId: 'c', nth: 0 })
  expect(findFrom(finds, messages, 'd')).toEqual({ messageId: 'c', nth: 0 })
  expect(findFrom(finds, messages, undefined)).toEqual({ messageId: 'a', nth: 0 })
  expect(findFrom([], messages, 'a')).toBeUndefined()
})

test('no message is read before there are words', () => {
  const content = vi.fn<() => []>(() => [])
  const unread = Object.defineProperty(message('a', ''), 'content', { get: content })
  expect(findsIn([unread], '')).toEqual([])
  expect(content).not.toHaveBeenCalled()
  expect(findsIn([unread], 'x')).toEqual([])
  expect(content).toHaveBeenCalled()
})
