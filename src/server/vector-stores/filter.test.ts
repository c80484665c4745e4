import { expect, test } from 'vitest'

import type { Filter } from '#contract/vector-store.ts'

import { matches } from './filter.ts'

const attributes = { year: 2024, author: 'mia', draft: false }

test.each<[Filter, boolean]>([
  [{ type: 'eq', key: 'year', value: 2024 }, true],
  [{ type: 'eq', key: 'year', value: '2024' }, false],
  [{ type: 'eq', key: 'draft', value: false }, true],
  [{ type: 'eq', key: 'none', value: 'x' }, false],
  [{ type: 'eq', key: 'toString', value: 'x' }, false],
  [{ type: 'ne', key: 'year', value: 2023 }, true],
  [{ type: 'ne', key: 'none', value: 'x' }, true],
  [{ type: 'gt', key: 'year', value: 2024 }, false],
  [{ type: 'gte', key: 'year', value: 2024 }, true],
  [{ type: 'lt', key: 'author', value: 'noa' }, true],
  [{ type: 'lte', key: 'author', value: 'mia' }, true],
  [{ type: 'lt', key: 'author', value: 5 }, false],
  [{ type: 'lt', key: 'none', value: 5 }, false],
  [{ type: 'in', key: 'author', value: ['mia', 'noa'] }, true],
  [{ type: 'nin', key: 'author', value: ['mia'] }, false],
  [{ type: 'nin', key: 'none', value: ['mia'] }, true],
  [{ type: 'and', filters: [] }, true],
  [{ type: 'or', filters: [] }, false],
  [
    {
      type: 'or',
      filters: [
        { type: 'eq', key: 'year', value: 1 },
        { type: 'and', filters: [{ type: 'eq', key: 'author', value: 'mia' }] },
      ],
    },
    true,
  ],
])('%j is %s', (filter, expected) => {
  expect(matches(filter, attributes)).toBe(expected)
})

test('a file without attributes matches only what asks for none', () => {
  expect(matches({ type: 'eq', key: 'a', value: 1 }, null)).toBe(false)
  expect(matches({ type: 'ne', key: 'a', value: 1 }, null)).toBe(true)
})
