import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import type { ThreadToExport } from './threads-to-export.ts'

/** How threads may leave: each a thread in pieces of text, made while it is read. */
export const FORMATS = { ndjson, markdown } satisfies Record<
  string,
  (thread: ThreadToExport) => AsyncGenerator<string>
>
export type Format = keyof typeof FORMATS
