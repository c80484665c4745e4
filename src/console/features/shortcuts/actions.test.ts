import { expect, test } from 'vitest'

import { actionFor, actions } from './actions.ts'

test('no two actions share their keys, and none begins with another whole one', () => {
  const spelled = actions.map(({ keys }) => keys.join(' '))
  expect(new Set(spelled).size).toBe(spelled.length)
  for (const text of spelled) {
    expect(spelled.filter((other) => other.startsWith(`${text} `))).toEqual([])
  }
})

test('a single key is its action', () => {
  expect(actionFor('j', undefined)).toMatchObject({ id: 'thread.next' })
  expect(actionFor('x', undefined)).toBeUndefined()
})

test('a pair needs both keys in order', () => {
  expect(actionFor('g', undefined)).toBe('begins')
  expect(actionFor('t', 'g')).toMatchObject({ id: 'go.threads' })
  expect(actionFor('t', undefined)).toBeUndefined()
})

test('a single key after an unfinished pair still acts', () => {
  expect(actionFor('j', 'g')).toMatchObject({ id: 'thread.next' })
})
