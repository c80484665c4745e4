import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type Alignable, type Pair, align } from './align.ts'

const item = (lane: string, text: string): Alignable => ({ lane, text, key: `${lane} ${text}` })

const aligned = <Item extends Alignable>(left: Item[], right: Item[]): Pair<Item>[] => {
  const steps = align(left, right)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

const thread = (...texts: string[]) =>
  texts.map((text, at) => item(at % 2 === 0 ? 'user' : 'assistant', text))

const shown = (pairs: Pair<Alignable>[]) =>
  pairs.map(({ left, right }) => `${left?.text ?? '–'} | ${right?.text ?? '–'}`)

const someList = fc.array(
  fc
    .tuple(
      fc.constantFrom('user', 'assistant', 'call'),
      fc.array(fc.constantFrom('refund', 'yes', 'no', 'parcel', 'where'), { maxLength: 4 }),
    )
    .map(([lane, words]) => item(lane, words.join(' '))),
  { maxLength: 90 },
)

test('nothing is lost, doubled, moved or put beside another lane', () => {
  fc.assert(
    fc.property(someList, someList, (left, right) => {
      const pairs = aligned(left, right)
      expect(pairs.flatMap((pair) => pair.left ?? [])).toEqual(left)
      expect(pairs.flatMap((pair) => pair.right ?? [])).toEqual(right)
      for (const pair of pairs)
        if (pair.left && pair.right) expect(pair.left.lane).toBe(pair.right.lane)
    }),
  )
})

test('equal lists have no differences, whatever stands in them twice', () => {
  fc.assert(
    fc.property(someList, (list) => {
      for (const { left, right } of aligned(list, list)) expect(left?.key).toBe(right?.key)
    }),
  )
})

test('what one has more of stands by itself, and the rest side by side', () => {
  const left = thread('Hello', 'Hi there', 'Where is it', 'On its way')
  const right = thread(
    'Hello',
    'Hi there',
    'Thanks a lot',
    'You are welcome',
    'Where is it',
    'On its way',
  )
  expect(shown(aligned(left, right))).toEqual([
    'Hello | Hello',
    'Hi there | Hi there',
    '– | Thanks a lot',
    '– | You are welcome',
    'Where is it | Where is it',
    'On its way | On its way',
  ])
})

test('the like stand side by side, and so do those in one place that have nothing in common', () => {
  const left = thread('Where is my parcel 1042', 'It left on Monday', 'Bye')
  const right = thread('Good day', 'Hello', 'Where is my parcel 99', 'Sent yesterday', 'Bye')
  expect(shown(aligned(left, right))).toEqual([
    '– | Good day',
    '– | Hello',
    'Where is my parcel 1042 | Where is my parcel 99',
    'It left on Monday | Sent yesterday',
    'Bye | Bye',
  ])
})

test('threads of ten thousand messages with nothing in common take little', () => {
  const long = (word: string) =>
    thread(
      ...Array.from(
        { length: 10_000 },
        (_, at) => `${word} ${at} and so on with more words ${word}`,
      ),
    )
  const [left, right] = [long('left'), long('right')]
  const began = performance.now()
  let stops = 0
  const steps = align(left, right)
  for (let step = steps.next(); !step.done; step = steps.next()) stops += 1
  // Half a second on a common machine, and the page does other things between.
  expect(stops).toBeGreaterThan(150)
  expect(performance.now() - began).toBeLessThan(15_000)
})
