import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { ZodMiniType } from 'zod/mini'

import { hasShared, publishedApi } from '../testing/recorded.ts'
import { SAMPLE_REQUESTS } from '../testing/sample-requests.ts'
import { endpoints } from './endpoints.ts'
import { isObject } from './json-object.ts'

type Path = (string | number)[]

/** What any field may be replaced with: wrong types, edges of ranges, values of neighbouring fields. */
// oxfmt-ignore
const ODD_VALUES: unknown[] = [
  null, true, 0, 1, -1, 1.5, 2.5, 51, 300, '', 'x', 'auto', 'user', [], {}, ['x'], [1],
  { type: 'text' }, { type: 'code_interpreter' }, { a: 1 }, undefined,
]

/** Where we refuse what the published schema lets through, and why. */
const STRICTER: [RegExp, string][] = [
  [/\.extra = /, 'unknown keys are refused at every depth, as the service did'],
  [/(tool_resources|code_interpreter|file_search|tool_outputs\.\d) = \{"/, 'the same'],
  [/(content|text|name|model) = ""$/, 'empty text and names'],
  [/attachments\.\d( = \{|\.file_id = undefined|\.tools = undefined)/, 'an attachment names both'],
  [/image_url\.url = /, 'an image has an address that a model can be given'],
  [/tool_choice\.function = undefined$/, 'a function that is chosen has a name'],
  [/parameters( = \{"type"|\.type = )/, 'the seven types of JSON Schema, as the service held'],
]

/** Where we let through what the published schema refuses, and why. */
const MORE_LENIENT: [RegExp, string][] = [
  [/ = null$/, 'null for an optional field: clients serialize absent ones so'],
  [/file_search = \{\}$/, 'no vector store named at all'],
  [/vector_store_ids = undefined$/, 'the same'],
  [/^ = \{\}$/, 'a batch without files: the route refuses it'],
]

function* pathsIn(value: unknown, at: Path = []): Generator<Path> {
  yield at
  if (isObject(value))
    yield* Object.keys(value).flatMap((key) => [...pathsIn(value[key], [...at, key])])
  if (Array.isArray(value))
    yield* value.flatMap((item, index) => [...pathsIn(item, [...at, index])])
}

/** The value with one place set; `undefined` takes the place away. */
const replaced = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const next = index === key ? replaced(item, rest, by) : item
      return next === undefined ? [] : [next]
    })
  }
  const object = isObject(value) ? value : {}
  return JSON.parse(
    JSON.stringify({ ...object, [key]: replaced(object[key], rest, by) }),
  ) as unknown
}

const variantsOf = (sample: object) =>
  [...pathsIn(sample)].flatMap((path) => {
    const put = (at: Path, value: unknown) => ({
      name: `${at.join('.')} = ${JSON.stringify(value)}`,
      request: replaced(sample, at, value),
    })
    const extra = path.length > 0 ? [put([...path, 'extra'], 1)] : []
    return [...ODD_VALUES.map((value) => put(path, value)), ...extra]
  })

interface Published {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: { $ref?: string } }> } }>
  >
}

const isThere = hasShared('contract/assistants-openapi.json')

describe.skipIf(!isThere)('requests', () => {
  const api = (isThere ? publishedApi() : { paths: {} }) as Published
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ ...api, $id: 'api' })
  const used = new Set<string>()
  const explained = (table: [RegExp, string][], name: string) => {
    const row = table.find(([pattern]) => pattern.test(name))
    if (row) used.add(String(row[0]))
    return row !== undefined
  }

  // Object.keys forgets which keys there are.
  const names = Object.keys(SAMPLE_REQUESTS) as (keyof typeof SAMPLE_REQUESTS)[]

  test.each(names)('%s accepts and refuses what is published', (name) => {
    const sample = SAMPLE_REQUESTS[name]
    const { path, method, body } = endpoints[name]
    const published =
      api.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']
    const check = ajv.compile({ $ref: `api${published?.schema.$ref}` })
    // The table's schemas are many types; here only whether they accept is asked.
    const accepts = (request: unknown) => (body as ZodMiniType).safeParse(request).success

    expect(check(sample), 'the sample is good').toBe(true)
    expect(accepts(sample), 'the sample is good').toBe(true)
    const differing = variantsOf(sample).filter(({ name: change, request }) => {
      const isPublished = check(request)
      const isOurs = accepts(request)
      return isPublished !== isOurs && !explained(isPublished ? STRICTER : MORE_LENIENT, change)
    })
    expect(differing.map((variant) => variant.name)).toEqual([])
  })

  test('each difference we claim exists', () => {
    const claimed = [...STRICTER, ...MORE_LENIENT].map(([pattern]) => String(pattern))
    expect([...used].sort()).toEqual(claimed.sort())
  })
})

const accepts = (schema: ZodMiniType, value: unknown) => schema.safeParse(value).success
const withMetadata = (metadata: unknown) => ({ role: 'user', content: 'x', metadata })
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))

describe('limits that the published schemas do not state', () => {
  const { body: createMessage } = endpoints.createMessage
  test.each([
    ['16 pairs', withMetadata(pairs(16)), true],
    ['17 pairs', withMetadata(pairs(17)), false],
    ['a key of 64', withMetadata({ ['k'.repeat(64)]: 'v' }), true],
    ['a key of 65', withMetadata({ ['k'.repeat(65)]: 'v' }), false],
    ['a value of 512', withMetadata({ k: 'v'.repeat(512) }), true],
    ['a value of 513', withMetadata({ k: 'v'.repeat(513) }), false],
    ['a number as value', withMetadata({ k: 1 }), false],
    ['256,000 characters', { role: 'user', content: 'x'.repeat(256_000) }, true],
    ['256,001 characters', { role: 'user', content: 'x'.repeat(256_001) }, false],
    [
      '1,024,000 characters in parts',
      { role: 'user', content: Array(4).fill({ type: 'text', text: 'x'.repeat(256_000) }) },
      true,
    ],
    ['no part', { role: 'user', content: [] }, false],
    ['another role', { role: 'system', content: 'x' }, false],
  ])('%s', (_, request, isAccepted) => {
    expect(accepts(createMessage, request)).toBe(isAccepted)
  })

  test.each([
    ['1', true],
    ['100', true],
    ['0', false],
    ['101', false],
    ['1.5', false],
    ['', false],
    ['1e1', false],
    ['ten', false],
  ])('limit=%s', (limit, isAccepted) => {
    expect(accepts(endpoints.listMessages.query, { limit })).toBe(isAccepted)
  })
})
