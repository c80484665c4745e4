/** What the system calls an error, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** The primary result code of an SQLite error (https://sqlite.org/rescode.html), else undefined. */
export const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

const CORRUPT = 11

/** Whether SQLite found a page of the database damaged. */
export const isDamaged = (error: unknown): boolean => resultCode(error) === CORRUPT
