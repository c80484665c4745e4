import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'

import { isTypedAhead, takeTyped, typeAhead } from './type-ahead.ts'

const newBox = () => document.body.appendChild(document.createElement('input'))
afterEach(() => document.body.replaceChildren())

test('what is typed before a box is there stands in it afterwards, and acts on nothing', async () => {
  const pressed: string[] = []
  const onKeyDown = ({ target, key }: KeyboardEvent) => {
    if (!(target instanceof HTMLTextAreaElement)) pressed.push(key)
  }
  document.addEventListener('keydown', onKeyDown)
  typeAhead('a', 'Message')
  expect(isTypedAhead()).toBe(true)
  await userEvent.keyboard('new#r')
  const box = newBox()
  takeTyped('a', (typed, { at }, isWaited) => {
    expect([at, isWaited]).toEqual([Infinity, true])
    box.value = typed
    box.focus()
  })
  expect([box.value, document.activeElement]).toEqual(['new#r', box])
  expect(document.querySelector('textarea')).toBeNull()
  expect(pressed).toEqual([])
  document.removeEventListener('keydown', onKeyDown)
})

test('whoever goes elsewhere keeps what was typed, and the focus stays where they went', async () => {
  typeAhead('a', 'Message', { nth: 1, at: 3 })
  await userEvent.keyboard('kept')
  const elsewhere = newBox()
  elsewhere.focus()
  expect(document.querySelector('textarea')).toBeNull()
  const taken: unknown[] = []
  takeTyped('a', (...given) => taken.push(...given))
  takeTyped('a', (...given) => taken.push(...given))
  expect(taken).toEqual(['kept', { nth: 1, at: 3 }, false])
  expect(document.activeElement).toBe(elsewhere)
})

test('an input method at work ends its word first', () => {
  typeAhead('a', 'Message')
  const box = document.querySelector('textarea')
  box?.dispatchEvent(new CompositionEvent('compositionstart'))
  const taken: string[] = []
  takeTyped('a', (typed) => taken.push(typed))
  expect(taken).toEqual([])
  if (box) box.value = '你好'
  box?.dispatchEvent(new CompositionEvent('compositionend'))
  expect(taken).toEqual(['你好'])
})
