import type { Clock } from '#server/services.ts'

import type { Database } from './database.ts'
import type { Write } from './writer.ts'

/** What every resource is built on. */
export interface Context {
  db: Database
  write: Write
  clock: Clock
}

/** An object as JSON without the fields that are columns. */
export const toBody = <T extends object>(object: T, columns: (keyof T)[]): string =>
  JSON.stringify({ ...object, ...Object.fromEntries(columns.map((column) => [column, undefined])) })

/** The fields of a body. The cast: only `toBody` writes them. */
export const fromBody = <T extends object>(body: string): T => JSON.parse(body) as T
