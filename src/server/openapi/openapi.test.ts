import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Endpoint, endpoints } from '#contract/endpoints.ts'
import { CreateFileFields } from '#contract/file.ts'
import { ownOperations } from '#contract/own-operations.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { hasShared, publishedApi } from '#testing/recorded.ts'

import { ownHandlers } from '../audit/handlers.ts'
import { wireHandlers } from '../routes/handlers.ts'
import type { OpenApi } from './document.ts'
import { type Operation, isParameter } from './operations.ts'

let app: TestApp
let api: OpenApi
beforeAll(async () => {
  app = await newTestApp()
  const response = await app.app.request('/openapi.json')
  expect(response.headers.get('content-type')).toBe('application/json')
  api = (await response.json()) as OpenApi // what the route is for; checked below
})
afterAll(() => app.close())

interface Row extends Operation {
  path: string
  method: string
}
const operationsOf = ({ paths }: Pick<OpenApi, 'paths'>): Row[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )
const at = (root: unknown, ref: string): unknown => {
  let value = root
  for (const key of ref.slice('#/'.length).split('/')) {
    value = (value as Record<string, unknown> | undefined)?.[key] // undefined where it leads nowhere
  }
  return value
}

describe('the document', () => {
  test('needs no key, and is OpenAPI 3.1 of this version', () => {
    expect(api).toMatchObject({ openapi: '3.1.0', info: { version: '0.0.0' } })
  })

  test('has every operation of the table, once', () => {
    const rows = operationsOf(api)
    const ids = rows.map(({ operationId, method, path }) => `${operationId} ${method} ${path}`)
    const table = Object.entries<Endpoint>(endpoints)
    expect(ids.toSorted()).toEqual(
      table
        .map(
          ([name, row]) =>
            `${name} ${row.method.toLowerCase()} ${name in ownOperations ? '/api' : ''}${row.path}`,
        )
        .toSorted(),
    )
  })

  const handlers = {
    ...wireHandlers,
    ...ownHandlers({
      version: '',
      upstream: undefined,
      mirror: undefined,
      closing: AbortSignal.any([]),
    }),
  }
  test.each([
    [
      'openai-poll-after-ms',
      'tellWhenToPoll',
      ({ responses }: Row) => JSON.stringify(responses['200']).includes('PollAfter'),
    ],
    [
      'Last-Event-ID',
      'lastSeen',
      ({ parameters }: Row) =>
        parameters.some((each) => isParameter(each) && each.name === 'Last-Event-ID'),
    ],
  ])('tells of %s where a handler calls %s', (_, call, isTold) => {
    const told = operationsOf(api)
      .filter(isTold)
      .map(({ operationId }) => operationId)
    const calling = Object.entries(handlers).filter(([, handler]) =>
      new RegExp(`\\b${call}\\b`).test(String(handler)),
    )
    expect(told.toSorted()).toEqual(calling.map(([name]) => name).toSorted())
    expect(told).not.toEqual([])
  })

  test('leads nowhere that is not there, and holds nothing that nothing leads to', () => {
    const refs = [...JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref)
    expect(refs.filter((ref) => at(api, ref) === undefined)).toEqual([])
    const schemas = Object.keys(api.components.schemas)
    expect(schemas.filter((name) => !refs.includes(`#/components/schemas/${name}`))).toEqual([])
  })

  test('names every path parameter, and each parameter once', () => {
    for (const { path, parameters, operationId } of operationsOf(api)) {
      const named = parameters.filter(isParameter)
      const inPath = named.filter((each) => each.in === 'path').map(({ name }) => `{${name}}`)
      expect(path.match(/\{\w+\}/g) ?? [], operationId).toEqual(inPath)
      const all = named.map((each) => `${each.in} ${each.name}`)
      expect(new Set(all).size, operationId).toBe(all.length)
    }
  })

  test('is made of schemas that compile, strictly', () => {
    const ajv = new Ajv2020({ strictTypes: false, formats: { unixtime: true, uri: true } })
    ajv.addVocabulary(['x-clew-extension', 'components'])
    ajv.addSchema({ $id: 'api', components: api.components })
    for (const name of Object.keys(api.components.schemas)) {
      expect(ajv.getSchema(`api#/components/schemas/${name}`), name).toBeTypeOf('function')
    }
  })

  test('marks what is ours alone', () => {
    const marked = operationsOf(api).filter((row) => row['x-clew-extension'])
    expect(marked.map(({ operationId }) => operationId)).toEqual([
      'listThreads',
      'listRunEvents',
      ...Object.keys(ownOperations),
    ])
    expect(api.components.schemas['ThreadSummary']).toMatchObject({ 'x-clew-extension': true })
    const getThread = api.paths['/threads/{thread_id}']?.['get']
    expect(getThread?.parameters).toContainEqual(
      expect.objectContaining({ name: 'include[]', 'x-clew-extension': true }),
    )
  })

  test('asks for the beta header where the server does, and tells of streams where there are some', () => {
    for (const { operationId, parameters, responses } of operationsOf(api)) {
      const row: Endpoint = endpoints[operationId]
      const beta = { $ref: '#/components/parameters/OpenAIBeta' }
      expect(JSON.stringify(parameters).includes(JSON.stringify(beta))).toBe(Boolean(row.beta))
      const told = JSON.stringify(responses['200']).includes('text/event-stream')
      expect(told, operationId).toBe(Boolean(row.streams))
    }
  })

  test('describes the form of an upload with all of its fields', () => {
    const { content } = api.paths['/files']?.['post']?.requestBody ?? {}
    expect(content?.['multipart/form-data']).toMatchObject({
      schema: { properties: expect.any(Object) },
    })
    const form = content?.['multipart/form-data']?.['schema'] as { properties: object } // just seen
    expect(Object.keys(form.properties)).toEqual(['file', ...Object.keys(CreateFileFields.shape)])
  })

  test('is made once', async () => {
    const texts = [1, 2].map(async () => (await app.app.request('/openapi.json')).text())
    const [first, second] = await Promise.all(texts)
    expect(second).toBe(first)
  })
})

/** Fields of published answers that our description does not name, and why. */
const NOT_NAMED: [RegExp, string][] = [
  [/(^|\.)status_details$/, 'deprecated, and only for fine-tuning'],
  [/\.shutdown_date$/, 'no endpoint tells when it drops a model'],
  [/\.ranking_options\.\w+$/, 'kept whole, as the request gave it'],
]

const isThere = hasShared('contract/assistants-openapi.json')

describe.skipIf(!isThere)('the published description', () => {
  const published = (isThere ? publishedApi() : { ...api, paths: {} }) as OpenApi
  const rows = operationsOf(published)

  /** Every field that a schema names, at any depth, by its path; unions and references are looked through. */
  const fieldsIn = (root: unknown, schema: unknown, path: string, via: string[] = []): string[] => {
    if (typeof schema !== 'object' || schema === null) return []
    const { $ref, properties, items, anyOf, oneOf, allOf } = schema as Record<string, unknown>
    const inside = (next: unknown, where = path, through = via) =>
      fieldsIn(root, next, where, through)
    if (typeof $ref === 'string') {
      return via.includes($ref) ? [] : inside(at(root, $ref), path, [...via, $ref])
    }
    const branches = [anyOf, oneOf, allOf].flatMap((each) => (each as unknown[] | undefined) ?? [])
    return [
      ...Object.entries((properties as object | undefined) ?? {}).flatMap(([name, field]) => [
        `${path}.${name}`,
        ...inside(field, `${path}.${name}`),
      ]),
      ...inside(items),
      ...branches.flatMap((branch) => inside(branch)),
    ]
  }
  const bodyOf = (root: unknown, { requestBody }: Operation) =>
    Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => fieldsIn(root, schema, ''))
  const ours = (row: Row) => {
    const found = api.paths[row.path]?.[row.method]
    if (!found) throw new Error(`${row.method} ${row.path} is not described`)
    return found
  }

  test.each(rows)('$method $path: every parameter and field is known', (row) => {
    const own = ours(row)
    const names = own.parameters.filter(isParameter).map((each) => `${each.in} ${each.name}`)
    for (const parameter of (row.parameters ?? []).filter(isParameter)) {
      expect(names).toContain(`${parameter.in} ${parameter.name}`)
    }
    const known = new Set(bodyOf(api, own))
    const unknown = bodyOf(published, row).filter((field) => !known.has(field))
    expect(unknown).toEqual([])
    expect(Object.keys(own.requestBody?.content ?? {})).toEqual(
      Object.keys(row.requestBody?.content ?? {}),
    )
  })

  test.each(rows)('$method $path: every field of the answer is known', (row) => {
    const answer = (root: unknown, operation: Operation) => {
      const { content } = operation.responses['200'] as {
        content?: Record<string, { schema?: unknown }>
      }
      return fieldsIn(root, content?.['application/json']?.schema, '')
    }
    const known = new Set(answer(api, ours(row)))
    const unknown = answer(published, row).filter((field) => !known.has(field))
    expect(unknown.filter((field) => !NOT_NAMED.some(([so]) => so.test(field)))).toEqual([])
  })
})
