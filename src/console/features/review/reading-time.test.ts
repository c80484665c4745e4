import { expect, test } from 'vitest'

import { ReadingTime } from './reading-time.ts'

test('only the time that a thing is looked at counts', () => {
  let now = 0
  const time = new ReadingTime(() => now)
  time.show('one')
  now = 4000
  time.pause()
  now = 60_000
  time.show('one')
  now = 63_400
  expect(time.secondsOf('one')).toBe(7)
  expect(time.secondsOf('two')).toBeNull()
  time.show('two')
  now = 65_400
  expect(time.secondsOf('two')).toBe(2)
  expect(time.secondsOf('one')).toBeNull()
})

test('shown again, it goes on', () => {
  let now = 0
  const time = new ReadingTime(() => now)
  time.show('one')
  now = 3000
  time.show('one')
  now = 5000
  expect(time.secondsOf('one')).toBe(5)
})
