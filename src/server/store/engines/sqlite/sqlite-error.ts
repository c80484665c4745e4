import { StoreDamaged } from '#server/refusals/failures.ts'

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const ERROR = 1
const PERM = 3
const BUSY = 5
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const CONSTRAINT = 19
const NOTADB = 26

/** What its JSON functions say, which have no code of their own. */
const NOT_JSON = 'malformed JSON'

/** The primary result code of an SQLite error, else undefined. */
const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

/** Whether another connection has the database locked. */
export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY
export const isConstraint = (error: unknown): boolean => resultCode(error) === CONSTRAINT
/** Whether SQLite found a page of the database damaged, or JSON in it that is none. */
const isDamaged = (error: unknown): boolean => {
  const code = resultCode(error)
  return (
    code === CORRUPT || (code === ERROR && error instanceof Error && error.message === NOT_JSON)
  )
}
/** What the rest of the program is told of damage; every other error as it is. */
export const toStoreError = (error: unknown): unknown =>
  isDamaged(error) ? new StoreDamaged(error) : error
/** Whether a connection told of damage: what one row holds may be unreadable without any. */
export const isToldOfDamage = (error: unknown): boolean =>
  error instanceof StoreDamaged && isDamaged(error.cause)
export const isNotDatabase = (error: unknown): boolean => resultCode(error) === NOTADB
/** Whether the file cannot be opened or written, by its rights or where it is. */
export const isClosedToUs = (error: unknown): boolean => {
  const code = resultCode(error)
  return code === PERM || code === CANTOPEN || code === READONLY
}
/** Whether the disk, not the statement, is at fault. */
export const isDiskError = (error: unknown): error is Error => {
  const code = resultCode(error)
  return code === FULL || code === IOERR || code === READONLY
}
