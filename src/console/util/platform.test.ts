import { expect, test } from 'vitest'

import { commandText, pressedKey, withCommand } from './platform.ts'

const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}) =>
  // Of an event, these are all that is read.
  ({ key, code, ...held }) as KeyboardEvent

test.each([
  ['Cyrillic', 'а', 'KeyF', 'f'],
  ['Greek', 'ξ', 'KeyJ', 'j'],
  ['Hebrew', 'ש', 'KeyA', 'a'],
  ['Arabic', 'ف', 'KeyT', 't'],
  ['Thai', 'ด', 'KeyF', 'f'],
  ['Korean', 'ㅓ', 'KeyJ', 'j'],
  ['Turkish', 'ı', 'KeyI', 'i'],
])('a letter of a %s layout is the key that it is on', (_, key, code, pressed) => {
  expect(pressedKey(press(key, code))).toBe(pressed)
})

test('letters of Latin layouts are what they type, wherever they are', () => {
  expect(pressedKey(press('a', 'KeyQ'))).toBe('a')
  expect(pressedKey(press('f', 'KeyU'))).toBe('f')
})

test('what is no letter is called as it is', () => {
  expect(pressedKey(press('Escape', 'Escape'))).toBe('Escape')
  expect(pressedKey(press('ö', 'Semicolon'))).toBe('ö')
  expect(pressedKey(press('?', 'Digit7', { shiftKey: true }))).toBe('?')
  expect(pressedKey(press('Ф', 'KeyA', { shiftKey: true }))).toBe('A')
})

test('a command goes by the key on any layout', () => {
  expect(withCommand(press('а', 'KeyF', { ctrlKey: true }), 'f')).toBe(true)
  expect(withCommand(press('а', 'KeyF', { ctrlKey: true, shiftKey: true }), 'f')).toBe(false)
  expect(withCommand(press('f', 'KeyU', { ctrlKey: true }), 'u')).toBe(false)
})

test('what is pressed for a command is called as on its platform', () => {
  expect(commandText('F', true)).toBe('⌘F')
  expect(commandText('F', false)).toBe('Ctrl+F')
})
