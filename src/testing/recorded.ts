import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Material that stands beside the repository and is not ours to keep in it. */
const SHARED = join(import.meta.dirname, '../../../shared')

/**
 * Whether a part of the shared material is there. A test that needs it is skipped without, with a line
 * that says so; under CI it fails.
 */
export const hasShared = (path: string): boolean => {
  if (existsSync(join(SHARED, path))) return true
  if (process.env['CI']) throw new Error(`../shared/${path} is absent`)
  console.warn(`skipped: ../shared/${path} is absent`)
  return false
}

const readShared = (path: string) => readFileSync(join(SHARED, path))

/** The published description of the wire, as parsed JSON. */
export const publishedApi = (): unknown =>
  JSON.parse(readShared('contract/assistants-openapi.json').toString())

/** The bytes of every recorded event stream, by name. */
export const recordedStreams = (): { name: string; bytes: Uint8Array }[] =>
  readdirSync(join(SHARED, 'recorded/sse'))
    .filter((name) => name.endsWith('.sse'))
    .map((name) => ({ name: basename(name, '.sse'), bytes: readShared(`recorded/sse/${name}`) }))

/** A recorded answer: `via` is its method, path and status; `object` the body's kind. */
export interface RecordedObject {
  source: string
  via: string
  object: string
  body: unknown
}

export const recordedObjects = (): RecordedObject[] =>
  readShared('recorded/objects.ndjson')
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedObject)
