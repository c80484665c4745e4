import type { Attachment, Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'

import { type KeptFile, notedIn } from './kept-files.ts'

/** What a run's code has made. */
export interface MadeInRun {
  /** The file ids of images that no message shows yet, in order. */
  images: string[]
  /** The files that no message has yet; the last state of each. */
  attachments: Attachment[]
  /** All of its files, by their absolute paths. */
  paths: Map<string, string>
}

/** @param steps of the run, in the order in which they were begun */
export const madeIn = (steps: readonly RunStep[]): MadeInRun => {
  let images: string[] = []
  let fresh: KeptFile[] = []
  const paths = new Map<string, string>()
  for (const { step_details: details } of steps) {
    if (details.type === 'message_creation') {
      images = []
      fresh = []
    }
    if (details.type !== 'tool_calls') continue
    for (const call of details.tool_calls) {
      if (call.type !== 'code_interpreter') continue
      const files = notedIn(call)
      for (const output of call.code_interpreter.outputs) {
        if (output.type === 'image') images.push(output.image.file_id)
      }
      fresh.push(...files)
      for (const { path, file_id } of files) paths.set(path, file_id)
    }
  }
  const last = new Map(fresh.map(({ path, file_id }) => [path, file_id]))
  return { images, attachments: [...last.values()].map(toAttachment), paths }
}

const toAttachment = (file_id: string): Attachment => ({
  file_id,
  tools: [{ type: 'code_interpreter' }],
})

/** Files by their paths to which answers of the thread have linked; the newest message comes first. */
export const linkedIn = (messages: readonly Message[]): Map<string, string> => {
  const paths = new Map<string, string>()
  const annotations = messages
    .toReversed()
    .flatMap(({ content }) => content)
    .flatMap((part) => (part.type === 'text' ? part.text.annotations : []))
  for (const annotation of annotations) {
    if (annotation.type !== 'file_path') continue
    const path = pathIn(annotation.text)
    if (path !== undefined) paths.set(path, annotation.file_path.file_id)
  }
  return paths
}

const pathIn = (link: string): string | undefined => {
  const [, path] = /^sandbox:(\/.+)$/s.exec(link) ?? []
  try {
    return path && decodeURI(path)
  } catch {
    return path
  }
}
