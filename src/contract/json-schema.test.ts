import { expect, test } from 'vitest'

import { wrongTypeIn } from './json-schema.ts'

const of = (property: unknown) => ({ type: 'object', properties: { a: property } })

test.each([
  {},
  { type: 'object', properties: {} },
  of({ type: ['string', 'null'] }),
  of({ enum: ['a'] }),
  of({ $ref: '#/$defs/a' }),
  of(true),
  // A property may be named so, and a value may be any.
  { type: 'object', properties: { type: { type: 'string' } } },
  of({
    const: { type: 'nonsense' },
    default: { type: 1 },
    enum: [{ type: 'x' }],
    examples: [{ type: 'x' }],
  }),
  null,
])('%j is in order', (schema) => {
  expect(wrongTypeIn(schema)).toBeUndefined()
})

test.each([
  [{ type: 'nonsense' }, 'nonsense'],
  [{ type: null }, null],
  [{ type: 7 }, 7],
  [{ type: [] }, []],
  [{ type: ['string', 'int'] }, ['string', 'int']],
  [of({ type: 'str' }), 'str'],
  [of({ type: 'array', items: { type: 'float' } }), 'float'],
  [of({ anyOf: [{ type: 'string' }, { type: 'date' }] }), 'date'],
  [of({ type: 'object', additionalProperties: { type: 'any' } }), 'any'],
  [{ dependentSchemas: { a: { type: 'date' } } }, 'date'],
  [{ type: 'object', $defs: { a: { type: 'String' } } }, 'String'],
])('of %j the type %j is told', (schema, type) => {
  expect(wrongTypeIn(schema)).toEqual({ type })
})

test('a deep schema is gone through without a stack', () => {
  let schema: unknown = { type: 'nonsense' }
  for (let depth = 0; depth < 20_000; depth++) schema = { not: schema }
  expect(wrongTypeIn(schema)).toEqual({ type: 'nonsense' })
})
