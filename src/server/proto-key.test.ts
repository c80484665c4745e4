import { describe, expect, test } from 'vitest'

import { CreateThreadRequest, ListThreadsQuery } from '#contract/thread.ts'
import { refusalOf } from '#testing/refusal.ts'

import { parseQuery } from './http/query.ts'
import { validate } from './http/validate.ts'

describe('the key __proto__', () => {
  const own = (text: string): unknown => JSON.parse(text)

  test.each([
    ['metadata', '{"metadata":{"__proto__":"x"}}', "in 'metadata'"],
    ['the body', '{"__proto__":{"a":1}}', "name: '__proto__'"],
    [
      'a message',
      '{"messages":[{"role":"user","content":"x","metadata":{"__proto__":"x"}}]}',
      "in 'messages[0].metadata'",
    ],
  ])('is refused in %s, with its place', (_, text, place) => {
    const { status, code, message } = refusalOf(() => validate(CreateThreadRequest, own(text)))
    expect({ status, code }).toEqual({ status: 400, code: 'invalid_property_name' })
    expect(message).toContain(place)
  })

  test('is refused in a query', () => {
    const query = parseQuery(new URLSearchParams('metadata[__proto__]=x'))
    expect(refusalOf(() => validate(ListThreadsQuery, query)).status).toBe(400)
  })

  test('other names that objects have are kept', () => {
    const metadata = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' }
    expect(validate(CreateThreadRequest, { metadata })).toEqual({ metadata })
  })
})
