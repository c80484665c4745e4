import { Markdown } from '#console/markdown/Markdown.tsx'
import type { Annotation } from '#contract/message.ts'

import { markupOf } from './markup.tsx'

/** The markup of a message. */
export const html = (text: string, annotations: Annotation[] = [], streaming = false) =>
  markupOf(<Markdown text={text} annotations={annotations} streaming={streaming} />)

/** A citation of a part of a text. */
export const cite = (text: string, part: string, start = text.indexOf(part)): Annotation => ({
  type: 'file_citation',
  text: part,
  start_index: start,
  end_index: start + part.length,
  file_citation: { file_id: `file-${part.length}` },
})

/** A file's place in a text. */
export const path = (text: string, part: string): Annotation => ({
  type: 'file_path',
  text: part,
  start_index: text.indexOf(part),
  end_index: text.indexOf(part) + part.length,
  file_path: { file_id: 'file-made' },
})
