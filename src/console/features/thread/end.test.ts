import { describe, expect, test } from 'vitest'

import { isEndRead, type View } from './end.ts'

const view = (scrollTop: number, scrollHeight = 2000, clientHeight = 700): View => ({
  scrollTop,
  scrollHeight,
  clientHeight,
})
const end = view(1300)

describe('the end is left', () => {
  test.each([
    ['by a step of the wheel', end, view(1200)],
    ['by a step while an answer grows', end, view(1250, 2040)],
    ['by a step further than the content shrank', end, view(1100, 1900)],
  ])('%s', (_, before, now) => {
    expect(isEndRead(before, true, now)).toBe(false)
  })
})

describe('the end is kept', () => {
  test.each([
    ['near it', end, view(1280)],
    ['while the content grows', end, view(1300, 2400)],
    ['while the container gets lower', end, view(1300, 2000, 570)],
    ['where measured rows are shorter, and the composer grew since', end, view(1110, 1810, 573)],
    ['where the container was higher, and the content grew since', end, view(1200, 2100, 800)],
    ['by the pixel that browsers round', end, view(1299, 2100)],
  ])('%s', (_, before, now) => {
    expect(isEndRead(before, true, now)).toBe(true)
  })
})

test('who is elsewhere comes back by reaching it, and by nothing else', () => {
  expect(isEndRead(view(900), false, view(1000))).toBe(false)
  expect(isEndRead(view(900), false, view(1270))).toBe(true)
})
