import type * as z from 'zod/mini'

import { mayChange, parseExact } from '#contract/exact-json.ts'
import { withSchemasOf } from '#contract/exact-schemas.ts'
import { Message } from '#contract/message.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'
import { Thread } from '#contract/thread.ts'
import type { ImportedThread } from '#server/store/imports.ts'

import { PROTO_KEY, findProtoKey } from '../proto-key.ts'
import { THREAD_LINES, mebibytes } from '../thread-lines.ts'
import { BadLine } from './bad-line.ts'
import { TooDeep, contentHash } from './canonical.ts'
import { explained } from './explain.ts'
import { SourceThread } from './source-schema.ts'
import { type Mapped, toImportedThread } from './to-imported-thread.ts'

const WANTED = 'expected one thread a line, an object with created_at and messages'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A line as it was read: a thread, or a part of one. */
export interface SourceLine {
  source: SourceThread
  /** Identifies the content. */
  hash: string
  bytes: number
}

/**
 * One line; undefined for a blank one.
 * @throws {BadLine} with the reason, fit to be shown in a terminal
 */
export function readLine(bytes: Uint8Array | undefined): SourceLine | undefined {
  if (!bytes) throw new BadLine(`longer than ${mebibytes(THREAD_LINES.line)}`)
  const text = decode(bytes)
  if (text.trim() === '') return undefined
  const value = parseJson(text)
  refuseProto(text, value)
  if (Array.isArray(value)) throw new BadLine(arrayReason(value))
  const result = SourceThread.safeParse(value, explained)
  if (!result.success) throw badLine(result.error.issues[0])
  const source = withExactRuns(result.data, text)
  return { source, hash: hashOf(value), bytes: bytes.length }
}

/**
 * A whole thread as it is imported.
 * @throws {BadLine} as `readLine` does
 */
export function toMapped({ source, hash }: Pick<SourceLine, 'source' | 'hash'>): Mapped {
  const mapped = toImportedThread(source, hash)
  checkReadable(mapped.imported)
  return mapped
}

/** A thread whose runs keep the digits of their schemas. */
function withExactRuns(thread: SourceThread, text: string): SourceThread {
  if (!thread.runs || !mayChange(text)) return thread
  // The cast: the schema has taken them, as a list or as the list object of the API.
  const { runs } = Object(parseExact(text)) as { runs: unknown[] | { data: unknown[] } }
  const exact = Array.isArray(runs) ? runs : runs.data
  return { ...thread, runs: thread.runs.map((run, at) => withSchemasOf(run, exact[at])) }
}

/**
 * Every object of the thread as whoever reads it will parse it: one that is not read back would make
 * its whole page unreadable.
 * @throws {BadLine}
 */
function checkReadable({ thread, messages, runs }: ImportedThread): void {
  checkAs(Thread, thread)
  for (const message of messages) checkAs(Message, message)
  for (const { run, steps } of runs) {
    checkAs(Run, run)
    for (const step of steps) checkAs(RunStep, step)
  }
}

function checkAs(schema: z.ZodMiniType, object: { id: string }): void {
  const result = schema.safeParse(object, explained)
  if (!result.success) throw badLine(result.error.issues[0], `${object.id}: `)
}

const badLine = (issue: z.core.$ZodIssue | undefined, of = ''): BadLine =>
  new BadLine(issue ? `${of}${pathOf(issue.path)}${printable(issue.message)}` : `${of}not a thread`)

/** What is wanted instead of a whole file in one array. */
function arrayReason([first]: unknown[]): string {
  const isChatGpt = typeof first === 'object' && first !== null && 'mapping' in first
  const what = isChatGpt ? "ChatGPT's export (conversations.json), which is not read" : 'an array'
  return `${what}: ${WANTED}`
}

/** Only a text that spells the key, in letters or escapes, is looked through. @throws {BadLine} */
function refuseProto(text: string, value: unknown): void {
  const path = /__proto__|\\u005f/i.test(text) ? findProtoKey(value) : undefined
  if (path) throw new BadLine(`${pathOf(path)}the key ${PROTO_KEY} cannot be kept`)
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
    if (/^\s*[[{]\s*$/.test(text)) throw new BadLine(`JSON over several lines: ${WANTED}`)
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
