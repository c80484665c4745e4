import { expect, test } from 'vitest'

import { placeOf, type Typed, typedOn } from './find-by-letters.ts'

const labels = ['Anna', 'Human', 'Hubert', 'Nils', 'Send without a run', 'New assistant…']

/** Types a word key by key, each so long after the one before, and tells where that leads. */
const type = (word: string, { from = 0, each = 100 } = {}) => {
  let typed: Typed | undefined
  let place = from
  let at = 5000
  for (const key of word) {
    at += each
    typed = typedOn(typed, key, at)
    const found = typed ? placeOf(labels, typed, place) : -1
    if (found >= 0) place = found
  }
  return labels[place]
}

test.each([
  ['human', 'Human'],
  ['Human', 'Human'],
  ['hub', 'Hubert'],
  ['new', 'New assistant…'],
  ['n', 'Nils'],
  ['send w', 'Send without a run'],
  // What is not there leads nowhere.
  ['zora', 'Anna'],
  // The beginning is there, the rest is not.
  ['humbug', 'Human'],
])('typing %j leads to %j', (word, label) => expect(type(word)).toBe(label))

test('a letter alone leads from one label to the next', () => {
  expect(type('h', { from: 1 })).toBe('Hubert')
  expect(type('hh')).toBe('Hubert')
  expect(type('nn', { from: 3 })).toBe('Nils')
})

test('letters long after each other begin anew', () => {
  expect(type('hn', { each: 1500 })).toBe('Nils')
})

test('a blank is a press, unless a word is being typed; other keys are no letters', () => {
  expect(typedOn(undefined, ' ', 0)).toBeUndefined()
  expect(typedOn({ text: 'send', at: 0 }, ' ', 10)?.text).toBe('send ')
  expect(typedOn({ text: 'send', at: 0 }, 'Enter', 10)).toBeUndefined()
})
