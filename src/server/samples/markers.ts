import type { Annotation } from '#contract/message.ts'

import type { SampleFileName, SampleFiles } from './sample-files.ts'

/** A passage found in a file, and how well it fits. */
export interface Passage {
  file: SampleFileName
  score: number
  text: string
}

const MARKER = /【\d+:(?<passage>\d+)†[^】]+】|sandbox:\/mnt\/data\/(?<path>[^)\s]+)/g

/**
 * The annotations that a text's markers stand for: `【4:1†fare-rules.md】` cites the second passage,
 * `sandbox:/mnt/data/x.csv` is a file. Offsets count UTF-16 units, as JavaScript slices.
 */
export function annotationsOf(
  text: string,
  passages: readonly Passage[],
  files: SampleFiles,
): Annotation[] {
  return [...text.matchAll(MARKER)].flatMap((match): Annotation[] => {
    const marker = match[0]
    const span = { text: marker, start_index: match.index, end_index: match.index + marker.length }
    const { path, passage: number } = match.groups ?? {}
    if (path !== undefined) {
      const file = fileNamed(files, path)
      return file ? [{ type: 'file_path', ...span, file_path: { file_id: file.id } }] : []
    }
    const passage = passages[Number(number)]
    if (!passage) return []
    const citation = { file_id: files[passage.file].id, quote: passage.text }
    return [{ type: 'file_citation', ...span, file_citation: citation }]
  })
}

const fileNamed = (files: SampleFiles, name: string) =>
  Object.values(files).find((file) => file.filename === name)
