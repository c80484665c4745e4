import { expect, test } from 'vitest'

import { newDrafts } from './drafts.ts'

const newTexts = () => {
  const prefix = `drafts ${Math.random()}.`
  const drafts = newDrafts<string>({
    prefix,
    empty: () => '',
    isEmpty: (text) => text === '',
    parse: String,
  })
  return { drafts, key: `${prefix}thread_1` }
}

test('what was typed is kept when the page is left', () => {
  const { drafts, key } = newTexts()
  drafts.change('thread_1', () => 'Hello')
  expect(localStorage.getItem(key)).toBeNull()
  window.dispatchEvent(new PageTransitionEvent('pagehide'))
  expect(JSON.parse(localStorage.getItem(key) ?? '')).toMatchObject({ kept: 'Hello' })
})

test.each([new PageTransitionEvent('pageshow'), new FocusEvent('focus')])(
  'what others wrote is seen when the page is back: $type',
  (event) => {
    const { drafts, key } = newTexts()
    expect(drafts.get('thread_1')).toBe('')
    // No event of it comes to the window that writes.
    localStorage.setItem(key, '"Hello"')
    expect(drafts.get('thread_1')).toBe('')
    window.dispatchEvent(event)
    expect(drafts.get('thread_1')).toBe('Hello')
  },
)
