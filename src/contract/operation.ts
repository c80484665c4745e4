import type { Right } from './rights.ts'

/**
 * What was done, as an access log tells it. `nothing`: the operation tells of no thread, file or assistant, or
 * of nothing that is not asked for again by an operation of its own.
 */
export type Act =
  | 'nothing'
  | 'list'
  | 'read'
  | 'search'
  | 'download'
  | 'create'
  | 'change'
  | 'delete'
  | 'run'
  | 'cancel'

/** What an operation is, but for the forms of what is sent and answered: those are in `endpoints.ts`. */
export interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/v1`, or below `/api` where it is the console's own; parameters in braces. */
  path: string
  /** What whoever asks must be let do. */
  right: Right
  /** What the access log says that was done, beside who asked, when, and the ids in the path. */
  records: Act
  /** The body may be left out altogether. */
  bodyOptional?: boolean
  /** The body is a multipart form with a file, the part of this name. */
  multipart?: string
  /** Answers server-sent events when the body, or for the event log the query, asks for them; or always. */
  streams?: boolean | 'always'
  /** Answers raw bytes. */
  raw?: boolean
  /** Needs the `OpenAI-Beta: assistants=v2` header. */
  beta?: boolean
  /** Makes something: the same request with the same `Idempotency-Key` is answered as the first was. */
  creates?: boolean
  /** Ours alone: the hosted API had no such operation. */
  extension?: boolean
  /** Of another API than this one: the model endpoint answers it. */
  passedOn?: boolean
}

/**
 * The largest JSON body, in bytes: twice what a text of 256,000 characters takes in escapes, 12 bytes
 * each. While one is parsed, nobody else is answered.
 */
export const MAX_JSON_BYTES = 6 * 1024 * 1024
/** The largest of what the model endpoint answers: images stand in it as text. */
export const MAX_PASSED_ON_BYTES = 16 * 1024 * 1024

export const maxJsonBytes = ({ passedOn }: Pick<Operation, 'passedOn'>): number =>
  passedOn ? MAX_PASSED_ON_BYTES : MAX_JSON_BYTES
