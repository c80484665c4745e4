import fc from 'fast-check'
import { expect, test } from 'vitest'

import { TooDeep, canonicalJson, contentHash, derivedId } from './canonical.ts'

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const out = Object.create(null) as Record<string, unknown>
  for (const [key, item] of Object.entries(value).toReversed()) out[key] = reversed(item)
  return out
}

test('the order of keys does not matter, and the text means the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
    }),
  )
})

test('other content has another hash', () => {
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 }))
  expect(contentHash({ a: ['b', 'c'] })).not.toBe(contentHash({ a: ['b,c'] }))
})

test('JSON nested beyond reason is refused before it overflows the stack', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  expect(() => canonicalJson(deep)).toThrow(TooDeep)
})

test('derived ids have the form of the wire, stay the same and differ', () => {
  expect(derivedId('message', 'hash', 1)).toMatch(/^msg_[0-9A-Za-z]{24}$/)
  expect(derivedId('message', 'hash', 1)).toBe(derivedId('message', 'hash', 1))
  const ids = new Set(
    Array.from({ length: 1000 }, (_, index) => derivedId('message', 'hash', index)),
  )
  expect(ids.size).toBe(1000)
})
