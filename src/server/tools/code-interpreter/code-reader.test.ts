import fc from 'fast-check'
import { expect, test } from 'vitest'

import { anyText } from '#testing/any-text.ts'
import { cutAt } from '#testing/cut-at.ts'

import { CodeReader } from './code-reader.ts'

const read = (...fragments: string[]) => {
  const reader = new CodeReader()
  const told = fragments.map((fragment) => reader.add(fragment))
  return { told, code: told.join('') + reader.end() }
}

/** A JSON string in which some characters are escaped though they need not be. */
const written = (text: string, escaped: boolean[]) => {
  const units = text.split('').map((unit, at) => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0')
    if (escaped[at % escaped.length]) return `\\u${at % 2 ? hex : hex.toUpperCase()}`
    if (unit === '/') return '\\/'
    return /["\\\p{Cc}]/u.test(unit) ? JSON.stringify(unit).slice(1, -1) : unit
  })
  return `"${units.join('')}"`
}

test('the code is told while it is being written', () => {
  expect(read('{"co', 'de": "pri', 'nt(1)\\', 'n2', '"}').told).toEqual([
    '',
    'pri',
    'nt(1)',
    '\n2',
    '',
  ])
})

test('however it is cut and escaped, what is told is the code', () => {
  const text = fc.oneof(
    anyText(),
    fc
      .array(fc.constantFrom('😀', '\n', '"', '\\', '\\u0041', '/', 'é', '```', '{"code":'))
      .map((parts) => parts.join('')),
  )
  const before = fc.constantFrom(
    '{',
    ' {\n ',
    '{"why" : "a \\" \\ud83d\\ude00 }",',
    '{"t":"","u":"x" , ',
  )
  fc.assert(
    fc.property(
      text,
      fc.array(fc.boolean(), { minLength: 1 }),
      before,
      fc.array(fc.nat(7)),
      (code, escaped, head, cuts) => {
        const whole = `${head}"code": ${written(code, escaped)}}`
        const { told, code: found } = read(...cutAt(whole, cuts))
        expect(JSON.parse(whole)).toMatchObject({ code })
        expect(found).toBe(code)
        for (const piece of told) expect(piece.isWellFormed()).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

test('whatever a model writes, it is read without fail, and the same however it is cut', () => {
  const piece = fc.oneof(
    anyText(),
    fc.constantFrom('{', '}', '"', '"code"', ':', '\\', '\\u', 'd83d', ',', '[', '```', ' ', '1'),
  )
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(5)), (pieces, cuts) => {
      const whole = pieces.join('')
      const { told, code } = read(...cutAt(whole, cuts))
      expect(code).toBe(read(whole).code)
      for (const each of told) expect(each.isWellFormed()).toBe(true)
      expect(code.isWellFormed()).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['another name', '{"input": "1+1"}', '1+1'],
  ['yet another', '{"python":"1+1"}', '1+1'],
  ['after a number', '{"timeout": 3, "code": "1+1"}', '1+1'],
  ['a list of lines', '{"code": ["a = 1\\n", "a"]}', 'a = 1\na'],
  ['an unknown name', '{"cmd": "1+1"}', '1+1'],
  ['a bare JSON string', '"1+1"', '1+1'],
  ['bare Python', 'import os\nprint("{}")', 'import os\nprint("{}")'],
  ['Python that begins with a string', '"""doc"""\nx = 1', '"""doc"""\nx = 1'],
  ['Python that begins with a dictionary', "{'a': 1}['a']", "{'a': 1}['a']"],
  ['Python that is JSON', '{"a": 1, "b": 2}', '{"a": 1, "b": 2}'],
  ['a list', '[1, 2]', '[1, 2]'],
  ['fenced', '```python\nprint(1)\n```', 'print(1)'],
  ['raw line ends in the string', '{"code": "a\nb"}', 'a\nb'],
  [
    'escapes that JSON does not have',
    String.raw`{"code": "r'\d' C:\users \'"}`,
    String.raw`r'\d' C:\users '`,
  ],
  ['a broken escape at the end', String.raw`{"code": "a\u12"}`, String.raw`a\u12`],
  ['nothing', '', ''],
  ['an empty object', ' {} ', ''],
  ['cut off in a character', '{"code": "a\\ud83d', 'a\ufffd'],
])('%s', (_, given, code) => {
  expect(read(given).code).toBe(code)
  expect(read(...given.split('')).code).toBe(code)
})
