import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type Endpoint, endpoints } from '#contract/endpoints.ts'
import { CreateFileFields } from '#contract/file.ts'
import { refusalOf } from '#testing/refusal.ts'

import { ApiError } from '../refusals/api-error.ts'
import { givenIn, parseQuery } from './query.ts'
import { validate } from './validate.ts'

const ofQuery = (name: 'listMessages' | 'listThreads' | 'listFiles', query: string) =>
  refusalOf(() => validate(endpoints[name].query, parseQuery(new URLSearchParams(query))))

describe('queries', () => {
  test.each<['listMessages' | 'listThreads' | 'listFiles', string, string, string, string]>([
    [
      'listMessages',
      'limit=101',
      "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
      'integer_above_max_value',
      'limit',
    ],
    [
      'listMessages',
      'limit=99999999999999999999',
      "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 99999999999999999999 instead.",
      'integer_above_max_value',
      'limit',
    ],
    [
      'listMessages',
      'limit=0',
      "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead.",
      'integer_below_min_value',
      'limit',
    ],
    [
      'listFiles',
      'limit=10001',
      "Invalid 'limit': integer above maximum value. Expected a value <= 10000, but got 10001 instead.",
      'integer_above_max_value',
      'limit',
    ],
    [
      'listMessages',
      'limit=ten',
      "Invalid type for 'limit': expected an integer, but got a string instead.",
      'invalid_type',
      'limit',
    ],
    [
      'listMessages',
      'order=up',
      "Invalid value: 'up'. Supported values are: 'asc' and 'desc'.",
      'invalid_value',
      'order',
    ],
    [
      'listMessages',
      'after=a&after=b',
      "Invalid type for 'after': expected a string, but got an array instead.",
      'invalid_type',
      'after',
    ],
    [
      'listMessages',
      'limit=1&limit=2',
      "Invalid type for 'limit': expected an integer, but got an array instead.",
      'invalid_type',
      'limit',
    ],
    [
      'listThreads',
      'include[]=all',
      "Invalid value: 'all'. Supported values are: 'summary' and 'total'.",
      'invalid_value',
      'include[0]',
    ],
    [
      'listThreads',
      'metadata[a]=1&metadata[a]=2',
      "Invalid type for 'metadata.a': expected a string, but got an array instead.",
      'invalid_type',
      'metadata.a',
    ],
    [
      'listThreads',
      'metadata[a][b]=1',
      "Invalid type for 'metadata.a': expected a string, but got an object instead.",
      'invalid_type',
      'metadata.a',
    ],
    [
      'listThreads',
      Array.from({ length: 17 }, (_, at) => `metadata[k${at}]=v`).join('&'),
      "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
      'object_above_max_properties',
      'metadata',
    ],
    [
      'listThreads',
      'include[[]=summary',
      "Invalid type for 'include': expected an array, but got an object instead.",
      'invalid_type',
      'include',
    ],
    [
      'listThreads',
      'metadata[a=1',
      "Invalid type for 'metadata.a': expected a string, but got an object instead.",
      'invalid_type',
      'metadata.a',
    ],
  ])('%s?%s', (name, query, message, code, param) => {
    expect(ofQuery(name, query)).toMatchObject({ status: 400, message, code, param })
  })

  test('parameters that no operation knows are passed over', () => {
    // With those that some cannot do without.
    const needed = 'query=a&operator=has'
    const query = parseQuery(
      new URLSearchParams(`api-version=2024-05-01&first[]=1&limit=2&${needed}`),
    )
    for (const endpoint of Object.values<Endpoint>(endpoints)) {
      if (endpoint.query) expect(validate(endpoint.query, query)).not.toHaveProperty('first')
    }
    expect(validate(endpoints.listMessages.query, query)).toEqual({ limit: 2 })
  })

  test.each([
    ['after=&before=&limit=&order=&run_id=', {}],
    ['after=&limit=20', { limit: 20 }],
    ['include[]=&include[0]=&order_by=', {}],
    ['metadata=&metadata[kind]=', { metadata: { kind: '' } }],
  ])('without a value nothing is given, but to a pair: %s', (query, given) => {
    const request = new Request(`http://localhost/v1/threads?${query}`)
    const { listMessages, listThreads } = endpoints
    const { query: schema } = query.includes('run_id') ? listMessages : listThreads
    expect(validate(schema, parseQuery(givenIn(request)))).toEqual(given)
  })

  test('brackets make lists and records', () => {
    const query = parseQuery(
      new URLSearchParams('include[]=a&include[]=b&m[k]=v&m[__proto__]=x&limit=3&i[0]=c'),
    )
    expect(JSON.parse(JSON.stringify(query))).toEqual(
      JSON.parse('{"include":["a","b"],"m":{"k":"v","__proto__":"x"},"limit":"3","i":["c"]}'),
    )
  })
})

describe('whatever is sent', () => {
  const schemas = Object.values<Endpoint>(endpoints).flatMap(({ body, query }) => [
    ...(body ? [body] : []),
    ...(query ? [query] : []),
  ])
  const words =
    'role content type text image_file image_url file_id detail tools metadata messages attachments ' +
    'function name tool_choice thread model response_format json_schema limit order include ' +
    '__proto__ constructor'
  const key = fc.oneof(fc.constantFrom(...words.split(' ')), fc.string())
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.constantFrom('user', 'text', 'image_file', 'function', 'auto', 'json_schema', ''),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }))

  test('is accepted or refused in the wire’s words, never anything else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...schemas, CreateFileFields), value, (schema, sent) => {
        try {
          validate(schema, sent)
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
          expect((error as ApiError).status).toBe(400)
          expect((error as ApiError).message).not.toMatch(/undefined|NaN|\[object/)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
