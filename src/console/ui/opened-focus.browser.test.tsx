import { beforeEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'

import { mayTakeFocus, openedNow } from './opened-focus.ts'

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
const opened = async () => {
  const now = openedNow()
  for (let frames = 0; frames < 3; frames++) await frame()
  return now
}
const focus = (id: string) => document.getElementById(id)?.focus()
const may = (now: Awaited<ReturnType<typeof opened>>) => mayTakeFocus(now, '[data-list]')

beforeEach(() => {
  document.body.innerHTML =
    '<input id="field"><button id="link">Go</button><div data-list><button id="row">Row</button></div>'
})

test('a place takes the focus that is lost, or still where its opening left it', async () => {
  expect(may(await opened())).toBe(true)
  focus('link')
  const now = await opened()
  expect(may(now)).toBe(true)
  document.getElementById('link')?.remove()
  expect(may(now)).toBe(true)
})

test('a list that is walked through keeps the focus', async () => {
  focus('row')
  expect(may(await opened())).toBe(false)
})

test('a field keeps the focus, also where it had it before the place knew that it was asked for', async () => {
  focus('field')
  expect(may(await opened())).toBe(false)
})

test('whoever went elsewhere meanwhile, or did anything, keeps the focus', async () => {
  focus('link')
  const moved = await opened()
  // As a screen reader moves it: no key is told.
  focus('field')
  expect(may(moved)).toBe(false)
  focus('link')
  const pressed = await opened()
  expect(may(pressed)).toBe(true)
  await userEvent.keyboard('a')
  expect(may(pressed)).toBe(false)
  const lost = await opened()
  await userEvent.keyboard('{Tab}')
  ;(document.activeElement as HTMLElement | null)?.blur() // an element of the page above
  expect(may(lost)).toBe(false)
})
