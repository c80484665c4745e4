/** What the system calls an error, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** The system's name for why a request failed, such as `ECONNREFUSED`, wherever it stands in the error. */
export const systemCode = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined
  const { code, cause } = error as { code?: unknown; cause?: unknown } // read as unknown
  return typeof code === 'string' ? code : systemCode(cause, depth + 1)
}
