import type { FileObject } from '#contract/file.ts'
import { MAX_FILE_BYTES } from '#contract/file.ts'
import type { CodeOutput, ToolCall } from '#contract/run-step.ts'
import type { Services } from '#server/services.ts'

import { safeName } from './safe-names.ts'
import type { MadeFile, SandboxOutput } from './sandbox.ts'

type Parts = Pick<Services, 'store' | 'bytes' | 'clock' | 'newId'>
type Image = Extract<SandboxOutput, { type: 'image' }>

const EXTENSIONS: Record<Image['mediaType'], string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
}

/** `ordinal` is the image's place among the outputs of its call. */
const nameOf = ({ mediaType }: Image, ordinal: number) =>
  `image-${ordinal + 1}.${EXTENSIONS[mediaType]}`

/** How a picture's bytes begin. */
const SIGNATURES: Record<Image['mediaType'], readonly number[] | undefined> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
  // Drawings of lines may hold script.
  'image/svg+xml': undefined,
}

const isPicture = ({ mediaType, bytes }: Image): boolean =>
  SIGNATURES[mediaType]?.every((byte, at) => bytes[at] === byte) ?? false

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
  parts: Parts,
  output: SandboxOutput,
  ordinal: number,
): Promise<CodeOutput> => {
  if (output.type === 'logs') return output
  const name = nameOf(output, ordinal)
  if (asFile(output, ordinal)) return { type: 'logs', logs: `[${name}]\n` }
  return { type: 'image', image: { file_id: await keep(parts, name, [output.bytes]) } }
}

/** Keeps what an execution has left below `/mnt/data`. */
export const keepMade = async (parts: Parts, made: readonly MadeFile[]): Promise<KeptFile[]> => {
  const kept: KeptFile[] = []
  for (const { path, pieces } of made) {
    kept.push({ path, file_id: await keep(parts, safeName(path), pieces) })
  }
  return kept
}

/** @returns the id of a stored file. Its bytes are on the disk before anyone can hear of it. */
const keep = async (
  { store, bytes, clock, newId }: Parts,
  filename: string,
  pieces: readonly Uint8Array[],
): Promise<string> => {
  const file: FileObject = {
    id: newId('file'),
    object: 'file',
    bytes: pieces.reduce((sum, { byteLength }) => sum + byteLength, 0),
    created_at: Math.floor(clock.now() / 1000),
    filename,
    purpose: 'assistants_output',
    status: 'processed',
  }
  await bytes.write(file.id, oneByOne(pieces), MAX_FILE_BYTES)
  try {
    await store.insertFile(file)
  } catch (error) {
    await bytes.delete(file.id)
    throw error
  }
  return file.id
}

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}
