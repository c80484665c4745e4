import { describe, expect, test } from 'vitest'
import type { ZodMiniType } from 'zod/mini'

import { hasShared, recordedObjects } from '../testing/recorded.ts'
import type { RecordedObject } from '../testing/recorded.ts'
import { Assistant } from './assistant.ts'
import { endpoints } from './endpoints.ts'
import type { Endpoint } from './endpoints.ts'
import { ErrorResponse } from './error.ts'
import { FileObject } from './file.ts'
import { Message } from './message.ts'
import { deleted } from './primitives.ts'
import { RunStep } from './run-step.ts'
import { Run } from './run.ts'
import { Thread } from './thread.ts'

const SCHEMAS: Record<string, ZodMiniType> = {
  assistant: Assistant,
  thread: Thread,
  'thread.message': Message,
  'thread.run': Run,
  'thread.run.step': RunStep,
  file: FileObject,
  error: ErrorResponse,
  'assistant.deleted': deleted('assistant.deleted'),
  'thread.deleted': deleted('thread.deleted'),
  'thread.message.deleted': deleted('thread.message.deleted'),
}

/** The schema of the operation that answered, by its `METHOD /v1/path STATUS`. */
const answering = (via: string): ZodMiniType | undefined => {
  const [method, url = ''] = via.split(' ')
  const path = new URL(url, 'http://x').pathname.replace('/v1', '')
  const matches = ({ path: template }: Endpoint) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)
  const found = Object.values<Endpoint>(endpoints).filter(
    (endpoint) => endpoint.method === method && matches(endpoint),
  )
  return found.sort((a, b) => b.path.length - a.path.length)[0]?.response
}

const schemaOf = ({ object, via }: RecordedObject) =>
  object !== 'error' && via.startsWith('DELETE')
    ? answering(via)
    : (SCHEMAS[object] ?? answering(via))

/** Everything in a value that was read as something we do not know. */
const unknowns = (value: unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return []
  if ('type' in value && value.type === 'unknown' && 'raw' in value) return [value.raw]
  return Object.values(value).flatMap(unknowns)
}

test('what is not known is kept whole, and read the same when read again', () => {
  const content = [{ type: 'hologram', depth: 3 }]
  const base = { id: 'msg_1', object: 'thread.message', created_at: 1, thread_id: 'thread_1' }
  const read = Message.parse({ ...base, role: 'user', content })
  expect(read.content).toEqual([{ type: 'unknown', raw: content[0] }])
  expect(Message.parse(read)).toEqual(read)
})

describe('recorded objects', () => {
  const recorded = recordedObjects()

  const kinds = new Set(recorded.map(({ object }) => object))
  test('there are some of each kind', () => {
    expect(Object.keys(SCHEMAS).filter((kind) => !kinds.has(kind))).toEqual([])
  })

  test.skipIf(!hasShared('recorded/objects.ndjson'))(
    'most of them are of the hosted service',
    () => {
      expect(recorded.filter(({ source }) => source !== 'clew').length).toBeGreaterThan(300)
    },
  )

  test.each(recorded.map((each) => ({ ...each, name: `${each.via} ${each.source}` })))(
    '$name',
    (each) => {
      const schema = schemaOf(each)
      if (!schema) throw new Error(`no operation answers ${each.via}`)
      const parsed = schema.safeParse(each.body)
      expect(parsed.error?.issues ?? []).toEqual([])
      // Nothing of the published kinds may fall to the branch for unknown ones.
      const known =
        /^(text|image_file|image_url|refusal|file_citation|file_path|function|file_search|code_interpreter|message_creation|tool_calls|logs|image)$/
      for (const raw of unknowns(parsed.data)) {
        expect((raw as { type: string }).type).not.toMatch(known)
      }
      // Reading twice is reading once.
      expect(schema.parse(parsed.data)).toEqual(parsed.data)
    },
  )
})
