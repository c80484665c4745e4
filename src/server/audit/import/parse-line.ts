import { BadLine } from './bad-line.ts'
import { TooDeep, contentHash } from './canonical.ts'
import { explained } from './explain.ts'
import { SourceThread } from './source-schema.ts'
import { type Mapped, toImportedThread } from './to-imported-thread.ts'

/** Room for a thread of long messages; a longer line is more likely no thread at all. In bytes. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * One line as a thread to import; undefined for a blank one.
 * @throws {BadLine} with the reason, fit to be shown in a terminal
 */
export function parseLine(bytes: Uint8Array | undefined): Mapped | undefined {
  if (!bytes) throw new BadLine(`longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`)
  const text = decode(bytes)
  if (text.trim() === '') return undefined
  const value = parseJson(text)
  const result = SourceThread.safeParse(value, explained)
  if (result.success) return toImportedThread(result.data, hashOf(value))
  const [issue] = result.error.issues
  throw new BadLine(issue ? `${pathOf(issue.path)}${printable(issue.message)}` : 'not a thread')
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new BadLine('not UTF-8 text')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadLine(`not JSON: ${printable(error instanceof Error ? error.message : '')}`)
  }
}

function hashOf(value: unknown): string {
  try {
    return contentHash(value)
  } catch (error) {
    if (error instanceof TooDeep) throw new BadLine(error.message)
    throw error
  }
}

const pathOf = (path: PropertyKey[]): string => {
  const place = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
  return place === '' ? '' : `${printable(place)}: `
}

/** Without what could steer a terminal, and short. */
export const printable = (text: string): string => {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
}
