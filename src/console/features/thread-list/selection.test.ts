import fc from 'fast-check'
import { expect, test } from 'vitest'

import { buildThread } from '#testing/builders.ts'

import {
  NONE,
  type Selection,
  extendTo,
  include,
  leaveOut,
  messagesOf,
  toSelected,
  toggle,
} from './selection.ts'

const list = Array.from({ length: 8 }, (_, at) => buildThread({ id: `t${at}` }))
const at = (index: number) => list[index] ?? buildThread()
const ids = ({ threads }: Selection) => [...threads.keys()].toSorted().join(' ')

test('a thread is selected, and taken out', () => {
  const one = toggle(NONE, at(3))
  expect(ids(one)).toBe('t3')
  expect(ids(toggle(one, at(3)))).toBe('')
  expect(ids(NONE)).toBe('')
})

test('a range goes from the anchor up or down, and another takes its place', () => {
  const begun = toggle(NONE, at(3))
  const down = extendTo(begun, list, 't5')
  expect(ids(down)).toBe('t3 t4 t5')
  expect(ids(extendTo(down, list, 't1'))).toBe('t1 t2 t3')
  expect(ids(extendTo(down, list, 't3'))).toBe('t3')
})

test('what was selected before a range stays when the range shrinks', () => {
  const begun = toggle(toggle(NONE, at(5)), at(2))
  const wide = extendTo(begun, list, 't6')
  expect(ids(wide)).toBe('t2 t3 t4 t5 t6')
  expect(ids(extendTo(wide, list, 't3'))).toBe('t2 t3 t5')
})

test('what is selected with all stays where a range is drawn after it', () => {
  const ranged = extendTo(toggle(NONE, at(2)), list, 't5')
  const all = include(ranged, list.map(toSelected))
  expect(ids(extendTo(all, list, 't3'))).toBe('t0 t1 t2 t3 t4 t5 t6 t7')
})

test('without an anchor in the list a range begins where it is said, else where it ends', () => {
  expect(ids(extendTo(NONE, list, 't4'))).toBe('t4')
  expect(ids(extendTo(NONE, list, 't4', 't3'))).toBe('t3 t4')
  const elsewhere = toggle(NONE, buildThread({ id: 'gone' }))
  expect(ids(extendTo(elsewhere, list, 't1', 't2'))).toBe('gone t1 t2')
  expect(extendTo(elsewhere, list, 'unknown')).toBe(elsewhere)
})

test('whatever is pressed, a range reaches from the anchor to its end', () => {
  const place = fc.nat({ max: list.length - 1 })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), place)), place, (steps, end) => {
      const before = steps.reduce(
        (selection, [isRange, index]) =>
          isRange ? extendTo(selection, list, `t${index}`) : toggle(selection, at(index)),
        NONE,
      )
      const after = extendTo(before, list, `t${end}`)
      const from = Number(after.anchor?.slice(1))
      for (let index = Math.min(from, end); index <= Math.max(from, end); index += 1)
        expect(after.threads.has(`t${index}`)).toBe(true)
      expect(ids(extendTo(after, list, `t${end}`))).toBe(ids(after))
    }),
  )
})

test('what is deleted is out, and no range brings it back', () => {
  const three = extendTo(toggle(NONE, at(0)), list, 't2')
  const two = leaveOut(three, ['t1', 'unknown'])
  expect(ids(two)).toBe('t0 t2')
  expect(two.range).toEqual(['t2'])
  expect(leaveOut(two, ['t1'])).toBe(two)
})

test('messages are counted where each thread tells how many it has', () => {
  const known = (id: string, messages: number | undefined) => ({ id, title: id, messages })
  const both = include(NONE, [known('a', 2), known('b', 40)])
  expect(messagesOf(both.threads.values())).toBe(42)
  expect(messagesOf(include(both, [known('c', undefined)]).threads.values())).toBeUndefined()
})
