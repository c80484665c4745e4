import type { CodeOutput, ToolCall } from '#contract/run-step.ts'
import { type KeepingParts, keepMade } from '#server/files/keep-made.ts'
import { pictureKind } from '#server/files/picture-kind.ts'

import { safeName } from './safe-names.ts'
import type { MadeFile, SandboxOutput } from './sandbox.ts'

type Image = Extract<SandboxOutput, { type: 'image' }>

const EXTENSIONS: Record<Image['mediaType'], string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
}

/** `ordinal` is the image's place among the outputs of its call. */
const nameOf = ({ mediaType }: Image, ordinal: number) =>
  `image-${ordinal + 1}.${EXTENSIONS[mediaType]}`

/** SVG is none: it may hold script. */
const isPicture = ({ mediaType, bytes }: Image): boolean =>
  pictureKind(bytes)?.mediaType === mediaType

/** What is no picture made of pixels is given as a file, which nothing shows in place. */
export const asFile = (output: SandboxOutput, ordinal: number): MadeFile | undefined =>
  output.type === 'image' && !isPicture(output)
    ? { path: `/mnt/data/${nameOf(output, ordinal)}`, pieces: [output.bytes] }
    : undefined

/** A file that code has made. */
export interface KeptFile {
  /** Absolute: `/mnt/data/report.csv`. */
  path: string
  file_id: string
}

type CodeCall = Extract<ToolCall, { type: 'code_interpreter' }>

/** The call with our own note of the files it has made: it is kept in the stored step, and never told. */
export const withNote = (call: CodeCall, files: readonly KeptFile[]): CodeCall => {
  const noted = { ...call.code_interpreter, ...(files.length > 0 && { files }) }
  return { ...call, code_interpreter: noted }
}

export const notedIn = ({ code_interpreter: noted }: CodeCall & Noted): readonly KeptFile[] =>
  noted.files ?? []

interface Noted {
  code_interpreter: { files?: readonly KeptFile[] }
}

/** An output as its call tells it; an image's bytes are kept by then. `ordinal` is its place there. */
export const keepOutput = async (
  parts: KeepingParts,
  output: SandboxOutput,
  ordinal: number,
): Promise<CodeOutput> => {
  if (output.type === 'logs') return output
  const name = nameOf(output, ordinal)
  if (asFile(output, ordinal)) return { type: 'logs', logs: `[${name}]\n` }
  return { type: 'image', image: { file_id: await keepMade(parts, name, [output.bytes]) } }
}

/** Keeps what an execution has left below `/mnt/data`. */
export const keepFiles = async (
  parts: KeepingParts,
  made: readonly MadeFile[],
): Promise<KeptFile[]> => {
  const kept: KeptFile[] = []
  for (const { path, pieces } of made) {
    kept.push({ path, file_id: await keepMade(parts, safeName(path), pieces) })
  }
  return kept
}
