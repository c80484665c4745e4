import { describe, expect, test } from 'vitest'

import { hasShared, publishedApi } from '../testing/recorded.ts'
import { endpoints } from './endpoints.ts'
import type { Endpoint } from './endpoints.ts'
import { type OperationName, pathOf, wireOperations } from './operations.ts'

interface Operation {
  operationId: string
  parameters?: { in: string; name: string }[]
  requestBody?: { required?: boolean; content: Record<string, unknown> }
}
interface Published {
  paths: Record<string, Record<string, Operation>>
}

/** Query parameters of ours on published operations. */
const EXTRA_QUERY: Record<string, string[]> = {
  getThread: ['include'],
  listRuns: ['include'],
  getRun: ['include'],
}
/** The published name lacks a letter. */
const RENAMED: Record<string, string> = { submitToolOutputsToRun: 'submitToolOuputsToRun' }

const table = Object.entries<Endpoint>(endpoints)
const wire = table.filter(([name]) => name in wireOperations)
const queryNames = (endpoint: Endpoint): string[] => {
  const query = endpoint.query as { shape?: Record<string, unknown> } | undefined
  return Object.keys(query?.shape ?? {}).sort()
}

test('no two operations answer the same request', () => {
  const requests = table.map(
    // The table's keys are the operation names.
    ([name, { method }]) => `${method} ${pathOf(name as OperationName).replace(/\{\w+\}/g, '{}')}`,
  )
  expect(new Set(requests).size).toBe(requests.length)
})

test('the beta header is asked for by assistants and threads; vector stores do without', () => {
  for (const [name, { path, beta }] of wire) {
    expect(Boolean(beta), name).toBe(/^\/(assistants|threads)/.test(path))
  }
})

const isThere = hasShared('contract/assistants-openapi.json')

test('what only reads needs no more than the right to read, and what deletes needs that one', () => {
  const byMethod = { GET: ['read'], POST: ['read', 'write', 'run', 'settings'], DELETE: ['delete'] }
  for (const [name, { method, right }] of table.filter(([name]) => !isOfReviews(name))) {
    expect(byMethod[method], name).toContain(right)
  }
})

test('whoever reviews needs the right to it; what merges the words of all, the right to delete', () => {
  for (const [name, { method, right }] of table.filter(([name]) => isOfReviews(name))) {
    const needed = name.startsWith('merge') ? 'delete' : 'review'
    expect(right, name).toBe(method === 'GET' ? 'read' : needed)
  }
})

/** Of what people say about threads, which stands beside these. */
const isOfReviews = (name: string): boolean =>
  /(Person|People|Labels?|Reviews?|ReviewHistory)$/.test(name)

describe.skipIf(!isThere)('the published description', () => {
  const { paths } = (isThere ? publishedApi() : { paths: {} }) as Published
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const published = new Map(operations.map((each) => [each.operation.operationId, each]))

  test.each(table.filter(([, { extension, passedOn }]) => !extension && !passedOn))(
    '%s',
    (name, endpoint) => {
      const found = published.get(RENAMED[name] ?? name)
      expect(found, 'is published').toBeDefined()
      if (!found) return
      const { operation, path, method } = found
      expect(`${endpoint.method} ${endpoint.path}`).toBe(`${method.toUpperCase()} ${path}`)

      const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
      const names = query.map((parameter) => parameter.name.replace('[]', ''))
      expect(queryNames(endpoint)).toEqual([...names, ...(EXTRA_QUERY[name] ?? [])].sort())

      const content = Object.keys(operation.requestBody?.content ?? {})
      expect(Boolean(endpoint.body)).toBe(content.includes('application/json'))
      expect(Boolean(endpoint.multipart)).toBe(content.includes('multipart/form-data'))
    },
  )

  test('every operation is answered', () => {
    const ours = new Set(wire.map(([name]) => RENAMED[name] ?? name))
    const missing = operations
      .map(({ operation }) => operation.operationId)
      .filter((name) => !ours.has(name))
    expect(missing).toEqual([])
  })
})
