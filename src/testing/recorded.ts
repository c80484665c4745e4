import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * Material that is not ours to keep: recordings of the hosted service, its published description,
 * published conversations. It may lie beside the repository; `CLEW_SHARED` says where else.
 */
const SHARED = process.env['CLEW_SHARED'] ?? join(import.meta.dirname, '../../../shared')

/** Recordings of this server, written by `npm run record`. */
const OWN = join(import.meta.dirname, 'recordings')

/**
 * Whether a part of the shared material is there. A test that needs it is skipped without it, unless
 * `CLEW_REQUIRE_SHARED` demands it.
 */
export const hasShared = (path: string): boolean => {
  if (existsSync(join(SHARED, path))) return true
  if (process.env['CLEW_REQUIRE_SHARED'])
    throw new Error(
      `the shared material lacks ${path}; an empty CLEW_REQUIRE_SHARED skips what needs it`,
    )
  return false
}

const readShared = (path: string) => readFileSync(join(SHARED, path))

/** The published description of the wire, as parsed JSON. */
export const publishedApi = (): unknown =>
  JSON.parse(readShared('contract/assistants-openapi.json').toString())

interface RecordedStream {
  name: string
  bytes: Uint8Array
}

const streamsIn = (folder: string): RecordedStream[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sse'))
    .map((name) => ({ name: basename(name, '.sse'), bytes: readFileSync(join(folder, name)) }))

/** The bytes of every recorded event stream, by name: this server's, and the hosted service's. */
export const recordedStreams = (): RecordedStream[] => [
  ...streamsIn(OWN),
  ...(hasShared('recorded/sse') ? streamsIn(join(SHARED, 'recorded/sse')) : []),
]

/** A recorded answer: `via` is its method, path and status; `object` the body's kind. */
export interface RecordedObject {
  source: string
  via: string
  object: string
  body: unknown
}

const objectsIn = (bytes: Uint8Array): RecordedObject[] =>
  Buffer.from(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedObject)

/** Recorded answers: this server's, and the hosted service's. */
export const recordedObjects = (): RecordedObject[] => [
  ...objectsIn(readFileSync(join(OWN, 'objects.ndjson'))),
  ...(hasShared('recorded/objects.ndjson') ? objectsIn(readShared('recorded/objects.ndjson')) : []),
]

/** The files of published conversations, by path; none where they are absent. */
export const sharedThreads = (): string[] =>
  hasShared('data')
    ? readdirSync(join(SHARED, 'data'))
        .filter((name) => name.endsWith('.ndjson.gz'))
        .map((name) => join(SHARED, 'data', name))
    : []

interface ThreadLine {
  messages: { role: string; content: { text?: { value: string } }[] }[]
}

interface SharedMessage {
  role: string
  text: string
}

/** The messages of each thread of a file of published conversations. */
export const sharedConversations = (name: string): SharedMessage[][] =>
  gunzipSync(readShared(`data/${name}.ndjson.gz`))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) =>
      (JSON.parse(line) as ThreadLine).messages.map(({ role, content }) => ({
        role,
        text: content.map(({ text }) => text?.value ?? '').join('\n'),
      })),
    )

/** All messages of such a file. */
export const sharedMessages = (name: string): SharedMessage[] => sharedConversations(name).flat()
