import { expect, test } from 'vitest'

import { type WireOperationName, wireOperations } from '#contract/operations.ts'

import { askedBy } from './asked.ts'

/** The cast: the table's keys are the operations' names. */
const NAMES = Object.keys(wireOperations) as WireOperationName[]

/** Ids of any server: some would end a path, or be another one, if they stood there as they are. */
const IDS = ['thread_abc123', 'a/b', 'runs', 'ft:gpt-4o:acme::1', '50 % ?x#y', '会話', '..']

test.each(NAMES)('%s is known by its method and path, with the ids in it', (name) => {
  const { method, path } = wireOperations[name]
  for (const id of IDS) {
    const params: Record<string, string> = {}
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) => {
      params[param] = `${param} ${id}`
      return encodeURIComponent(`${param} ${id}`)
    })
    expect(askedBy(method, filled)).toEqual({ name, params })
  }
})

test('a fixed path is not taken for an id', () => {
  expect(askedBy('POST', '/threads/runs')).toEqual({ name: 'createThreadAndRun', params: {} })
})

test.each([
  ['GET', '/'],
  ['GET', ''],
  ['GET', '/thread'],
  ['GET', '/threads/'],
  ['GET', '/threads/t/'],
  ['GET', '//threads'],
  ['GET', '/v1/threads'],
  ['GET', '/threads/t/messages/m/n'],
  ['PUT', '/threads/t'],
  ['HEAD', '/threads/t'],
  ['get', '/threads/t'],
  ['PATCH', '/assistants'],
  ['GET', '/responses'],
  // No text that a path may stand for.
  ['GET', '/threads/%zz'],
  ['GET', '/threads/%ff'],
])('%s %s is none of them', (method, path) => {
  expect(askedBy(method, path)).toBeUndefined()
})
