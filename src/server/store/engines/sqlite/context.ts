import { parseExact } from '#contract/exact-json.ts'
import type { Clock } from '#server/clock.ts'

import type { KeepingWrite } from './answers.ts'
import type { Database } from './database.ts'
import { asObject, readable } from './readable.ts'
import type { Write } from './writer.ts'

/** What every resource is built on. */
export interface Context {
  db: Database
  /** Puts what it changes on record. */
  write: KeepingWrite
  /** For what nobody can read, such as the removal of what is left of a deleted thread: leaves no record. */
  writeUnseen: Write
  clock: Clock
}

/** What most objects of a kind have; a body leaves it out. Only fields that every object has. */
export type Usual<T> = () => Partial<T>

/** An object as JSON without the fields that are columns, and without those that are as usual. */
export const toBody = <T extends object>(
  object: T,
  columns: (keyof T)[],
  usual?: Usual<T>,
): string => {
  const body: Partial<T> = { ...object }
  for (const column of columns) delete body[column]
  // The cast: keys of the object that `usual` makes.
  const left = usual ? (Object.entries(usual()) as [keyof T, unknown][]) : []
  for (const [key, value] of left) if (isSame(body[key], value)) delete body[key]
  return JSON.stringify(body)
}

/** Which object a body is of. */
interface Of {
  noun: string
  id: string
}

/**
 * The fields of a body, older bodies with all of theirs. The cast: only `toBody` writes them.
 * @throws {StoreDamaged} where it cannot be read
 */
export const fromBody = <T extends object>({ noun, id }: Of, body: string, usual?: Usual<T>): T =>
  readable(noun, id, () => ({ ...usual?.(), ...asObject(parseExact(body)) }) as T)

/** Whether a field is as usual: the same value, or as empty as a list or object that is. */
const isSame = (value: unknown, usual: unknown): boolean =>
  value === usual ||
  // A long one is told apart by its length, before it is written.
  (isObjectLike(usual) &&
    isObjectLike(value) &&
    Object.keys(value).length === Object.keys(usual).length &&
    JSON.stringify(value) === JSON.stringify(usual))

const isObjectLike = (value: unknown): value is object =>
  typeof value === 'object' && value !== null
