import { expect, test } from 'vitest'

import { pathsOf, placesOf, replaced, withField } from './json-source.ts'

const at = (text: string, ...path: string[]) =>
  placesOf(text, pathsOf([path])).map(({ from, to }) => text.slice(from, to))

test.each<[string, string[], string[]]>([
  ['{"a":1}', ['a'], ['1']],
  ['{"a": -1.50e+3 }', ['a'], ['-1.50e+3']],
  [' \n{ "b" : [1, 2] , "a" : { "b" : "}" } }', ['a'], ['{ "b" : "}" }']],
  ['{"b":"\\"a\\":1","a":"x\\\\"}', ['a'], ['"x\\\\"']],
  ['{"\\u0061":true}', ['a'], ['true']],
  ['{"a":1,"a":[2]}', ['a'], ['1', '[2]']],
  ['[{"a":{"b":1}},{"a":[{"b":null},7,{"b":"]"}]}]', ['a', 'b'], ['1', 'null', '"]"']],
  ['{"a":{"a":1},"b":{"a":2}}', ['b', 'a'], ['2']],
  ['{"a":[]}', ['a'], ['[]']],
  ['{"a":{},"b":[[],{}],"c":[[[1]]]}', ['c'], ['[[[1]]]']],
  ['{}', ['a'], []],
  ['[]', ['a'], []],
  ['7', ['a'], []],
])('%s holds at %j', (text, path, expected) => {
  expect(at(text, ...path)).toEqual(expected)
})

test('values at several paths stand in their order', () => {
  const text = '{"b":[{"d":1,"c":{"d":2}}],"a":{"d":3},"d":4}'
  const places = placesOf(text, pathsOf([['a', 'd'], ['b', 'c', 'd'], ['b', 'd'], ['d']]))
  expect(places.map(({ from, to }) => text.slice(from, to))).toEqual(['1', '2', '3', '4'])
})

test('values are replaced, and all else stays as it was', () => {
  const text = '{ "10":1.0, "a" : [1, 2],\n "2": {"a":3}, "a":4 }'
  expect(replaced(text, placesOf(text, pathsOf([['a']])), (own) => `<${own}>`)).toBe(
    '{ "10":1.0, "a" : <[1, 2]>,\n "2": {"a":3}, "a":<4> }',
  )
  expect(withField(text, 'a', 'x"')).toBe('{ "10":1.0, "a" : "x\\"",\n "2": {"a":3}, "a":"x\\"" }')
  expect(withField(text, 'b', 'x')).toBe(`{"b":"x",${text.slice(1)}`)
  expect(withField(' { }', 'b', 'x')).toBe(' {"b":"x" }')
})
