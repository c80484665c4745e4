import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import type { ThreadToExport } from './threads-to-export.ts'

/**
 * How threads may leave: each a thread in pieces of text, made while it is read. `note` is told what
 * whoever uses the text has to know.
 */
export const FORMATS = { ndjson, markdown } satisfies Record<
  string,
  (thread: ThreadToExport, note: (text: string) => void) => AsyncGenerator<string>
>
export type Format = keyof typeof FORMATS
