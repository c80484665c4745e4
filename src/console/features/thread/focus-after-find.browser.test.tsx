import { afterEach, beforeEach, expect, test } from 'vitest'

import { focusAfterFind } from './focus-after-find.ts'

const byId = (id: string) => document.getElementById(id)
const list = () => document.querySelector<HTMLElement>('[data-pane="messages"]')

beforeEach(() => {
  const rows = Array.from(
    { length: 9 },
    (_, at) => `<article id="row_${at}" data-message="msg_${at}" tabindex="-1">Row</article>`,
  )
  document.body.innerHTML = `<div data-pane="messages" tabindex="0">${rows.join('')}</div><textarea id="box"></textarea>`
  document.body.querySelectorAll('article').forEach((row) => (row.style.height = '300px'))
  const pane = list()
  if (pane) pane.style.cssText = 'height: 400px; overflow: auto'
})
afterEach(() => document.body.replaceChildren())

test.each([
  ['outside the messages', 'box', 'msg_4', 'box'],
  ['on another message', 'row_0', 'msg_4', 'row_4'],
  ['on a message, and nothing was found', 'row_0', undefined, 'row_0'],
  ['nowhere', undefined, 'msg_4', 'row_4'],
])('where the focus was %s', (_, before, found, wanted) => {
  const pane = list()
  if (pane) pane.scrollTop = 1150
  focusAfterFind(before === undefined ? document.body : byId(before), found)
  expect(document.activeElement?.id).toBe(wanted)
  expect(pane?.scrollTop).toBe(1150)
})

test('where nothing is left of either, the messages have the focus', () => {
  focusAfterFind(document.createElement('button'), 'msg_99')
  expect(document.activeElement).toBe(list())
})
