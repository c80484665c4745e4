import { systemCode } from './error-code.ts'

export interface LoggedError {
  type: string
  message?: string
  code?: string
  stack?: string
  cause?: LoggedError
}

/**
 * An error as the log has it. Of its own fields none: a parser's hold what was sent, a request's its headers
 * and its body.
 */
export const toLogged = (error: unknown, depth = 0): LoggedError => {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack = '', cause } = error
  const isTold = isInWordsOfOurs(error)
  const code = systemCode(error)
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line))
  return {
    type: name,
    ...(isTold && { message }),
    ...(code !== undefined && { code }),
    stack: [isTold ? `${name}: ${message}` : name, ...frames].join('\n'),
    ...(cause instanceof Error && depth < 4 && { cause: toLogged(cause, depth + 1) }),
  }
}

/**
 * Whether a message is the server's, or its database's, or of a file. Others may hold what was sent: they
 * quote what they do not understand. Where there is a code, it says as much.
 */
const isInWordsOfOurs = (error: Error): boolean => {
  if (error instanceof SyntaxError || /^(AI_|HTTPParserError$)/.test(error.name)) return false
  // A model's error is made of words that the log may have.
  if (!('code' in error) || error.name === 'ModelError') return true
  const code = String(error.code)
  return /SQLITE/.test(code) || ('path' in error && /^E[A-Z]+$/.test(code))
}
