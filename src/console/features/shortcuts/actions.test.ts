import { expect, test } from 'vitest'

import { actions, actionsFor, commandFor } from './actions.ts'

test('no two actions share their keys unless one goes first, and none begins with another whole one', () => {
  const ranked = actions.map(({ keys, first }) => `${keys.join(' ')} ${first}`)
  expect(new Set(ranked).size).toBe(ranked.length)
  const spelled = actions.map(({ keys }) => keys.join(' '))
  for (const text of spelled) {
    expect(spelled.filter((other) => other.startsWith(`${text} `))).toEqual([])
  }
})

const idsFor = (...given: Parameters<typeof actionsFor>) => {
  const found = actionsFor(...given)
  return found === 'begins' ? found : found.map(({ id }) => id)
}

test('a single key is its action', () => {
  expect(idsFor('j', undefined)).toEqual(['thread.next'])
  expect(idsFor('q', undefined)).toEqual([])
})

test('of two actions of a key the one that goes first is tried first', () => {
  expect(idsFor('n', undefined)).toEqual(['find.next', 'review.note', 'thread.new'])
})

test('a pair needs both keys in order', () => {
  expect(idsFor('g', undefined)).toBe('begins')
  expect(idsFor('t', 'g')).toEqual(['go.threads'])
  expect(idsFor('t', undefined)).toEqual([])
})

test('a single key after an unfinished pair still acts', () => {
  expect(idsFor('j', 'g')).toEqual(['thread.next'])
})

test('a command is the action of its letter, and of no other', () => {
  expect(commandFor('z')?.id).toBe('review.undo')
  expect(commandFor('q')).toBeUndefined()
})
