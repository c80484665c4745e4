import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'

import { endpoints } from '#contract/endpoints.ts'

import { endAtFirstIssue } from './first-issue.ts'

const issuesOf = (schema: z.ZodMiniType, value: unknown) =>
  z.safeParse(endAtFirstIssue(schema), value).error?.issues ?? []

/** The branches, lists and records that the schemas of the wire are made of. */
const newSchema = () => {
  const word = z.string().check(z.minLength(1), z.maxLength(3))
  const node: z.ZodMiniType = z.strictObject({ all: z.array(z.lazy(() => z.union([word, node]))) })
  return z.strictObject({
    words: z.optional(z.nullable(z.array(word).check(z.minLength(1), z.maxLength(4)))),
    pairs: z.optional(
      z
        .record(word, z.union([word, z.number()]))
        .check(z.refine((pairs) => Object.keys(pairs).length <= 2, { params: { maximum: 2 } })),
    ),
    either: z.optional(z.union([word, z.array(z.strictObject({ word })).check(z.minLength(1))])),
    listed: z.optional(z.record(z.enum(['a', 'b']), z.string())),
    node: z.optional(node),
  })
}
const plain = newSchema()
const ending = endAtFirstIssue(newSchema())

const text = fc.constantFrom('', 'a', 'b', 'abc', 'abcd')
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.constantFrom(1, null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 6 }),
  object: fc.oneof(
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    fc.record({ word: text }),
    fc.record({ all: tie('list') }),
  ),
}))
const field = fc.oneof(value, fc.array(text, { maxLength: 6 }), fc.dictionary(text, text))
const body = fc.oneof(
  value,
  fc.record(
    { words: field, pairs: field, either: field, listed: field, node: field, other: field },
    { requiredKeys: [] },
  ),
)

test('what passes is the same, and so is the issue that comes first; of a union, its own or one in it', () => {
  const seen = new Set<unknown>()
  fc.assert(
    fc.property(body, (input) => {
      const [whole, first] = [z.safeParse(plain, input), z.safeParse(ending, input)]
      expect(first.data).toEqual(whole.data)
      const [expected, issue] = [whole.error?.issues[0], first.error?.issues[0]]
      // What is wrong further on in a list decides whether a union tells of itself or of one branch.
      const inBranches = expected?.code === 'invalid_union' ? expected.errors.flat() : []
      const due = [
        [expected?.code, expected?.path],
        ...inBranches.map(({ code, path }) => [code, [...(expected?.path ?? []), ...path]]),
      ]
      expect(due).toContainEqual([issue?.code, issue?.path])
      seen.add(whole.success)
    }),
    { numRuns: 2000 },
  )
  expect(seen.size).toBe(2)
})

describe('of 10,000 values that are wrong, one is told', () => {
  const many = <T>(item: T) => Array.from({ length: 10_000 }, () => item)
  const pairs = (key: string, item: unknown) =>
    Object.fromEntries(many(0).map((_, index) => [key + index, item]))

  test.each<[string, z.ZodMiniType, unknown]>([
    ['messages', endpoints.createThread.body, { messages: many({}).slice(0, 2000) }],
    ['parts', endpoints.createMessage.body, { role: 'user', content: many({}) }],
    ['values of metadata', endpoints.createThread.body, { metadata: pairs('k', 1) }],
    ['keys of metadata', endpoints.createThread.body, { metadata: pairs('k'.repeat(65), 'x') }],
    ['outputs', endpoints.submitToolOutputsToRun.body, { tool_outputs: many(0) }],
    ['too many messages', endpoints.createThread.body, { messages: many({}) }],
    ['too many tools', endpoints.createAssistant.body, { model: 'm', tools: many({}) }],
  ])('%s', (_, schema, sent) => {
    const issues = issuesOf(schema, sent)
    // A union tells of each of its branches.
    const all = issues.flatMap((issue) =>
      issue.code === 'invalid_union' ? issue.errors.flat() : [issue],
    )
    expect(all.length).toBeGreaterThan(0)
    expect(all.length).toBeLessThan(5)
  })

  test('in every list and record that a request of the wire may hold', () => {
    let read = 0
    const item = z.any().check(z.refine(() => (read += 1) < 0))
    const shapes = [z.array(item), z.record(z.string(), item), z.lazy(() => z.array(item))]
    for (const shape of shapes) {
      for (const schema of [
        shape,
        z.optional(z.nullable(shape)),
        z.union([z.string(), shape]),
        z.strictObject({ a: shape }),
        z.pipe(z.any(), shape),
        z._default(shape, []),
      ]) {
        read = 0
        const sent = shape === shapes[1] ? pairs('k', 0) : many(0)
        issuesOf(schema, schema._zod.def.type === 'object' ? { a: sent } : sent)
        expect(read).toBe(1)
      }
    }
  })
})
