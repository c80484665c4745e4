import fc from 'fast-check'
import { expect, test } from 'vitest'

import { jsonFault, jsonProblem } from './json-fault.ts'

test.each([
  ['[', 1, 2, 'a value'],
  ['', 1, 1, 'a value'],
  ['[1,]', 1, 4, 'a value'],
  ['[1 2]', 1, 4, 'a comma or ]'],
  ['{"a": 1,}', 1, 9, 'a name in double quotes'],
  ['{a: 1}', 1, 2, 'a name in double quotes, or }'],
  ["[{'a': 1}]", 1, 3, 'a name in double quotes, or }'],
  ['{"a" 1}', 1, 6, 'a colon'],
  ['[{\n  "name": "x"\n  "b": 1\n}]', 3, 3, 'a comma or }'],
  ['["a\nb"]', 1, 2, 'a text that ends on its line'],
  ['[]]', 1, 3, 'nothing more'],
  ['[01]', 1, 2, 'a value'],
  ['[nul]', 1, 2, 'a value'],
  ['// a\n[]', 1, 1, 'a value'],
])('%j is no JSON at line %i, column %i', (text, line, column, expected) => {
  expect(jsonFault(text)).toEqual({ line, column, expected })
})

test('says so in words', () => {
  expect(jsonProblem('[\n  {]')).toBe(
    'Not JSON at line 2, column 4: expected a name in double quotes, or }.',
  )
  expect(jsonProblem(' [{"a": [1, {}], "b": -1.5e3}] ')).toBeUndefined()
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('finds a fault where JSON.parse does, and nowhere else', () => {
  const cut = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', ' ', 'x'))
  fc.assert(
    fc.property(cut, ([json, place, put]) => {
      const at = place % (json.length + 1)
      const text = json.slice(0, at) + put + json.slice(at + 1)
      expect(jsonFault(json)).toBeUndefined()
      expect(jsonFault(text) === undefined).toBe(isJson(text))
    }),
    { numRuns: 300 },
  )
})
