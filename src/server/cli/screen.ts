/** How often the terminal is painted, and how often a log gets a line, in milliseconds. */
const PAINT_EVERY = 100
const LOG_EVERY = 5000

/** Where a command speaks to; the process's own streams outside tests. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}
export interface CommandIo {
  out: Output
  err: Output
  /** Milliseconds, never going back. */
  now(): number
}

/** Where long work says how far it is. */
export interface Screen {
  /** How often to say so, in milliseconds. */
  readonly every: number
  /** How wide a line of progress may be; a log does not mind. */
  readonly columns: number | undefined
  progress(line: string): void
  note(text: string): void
  clear(): void
}

export const screenOn = (output: Output): Screen =>
  output.isTTY ? terminalScreen(output) : logScreen(output)

/** One line that is painted over; notes scroll by above it. */
const terminalScreen = (output: Output): Screen => ({
  every: PAINT_EVERY,
  get columns() {
    return output.columns ?? 80
  },
  progress: (line) => output.write(`\r\x1b[2K${line}`),
  note: (text) => output.write(`\r\x1b[2K${text}\n`),
  clear: () => output.write('\r\x1b[2K'),
})

/** A line now and then, for logs and pipes. */
const logScreen = (output: Output): Screen => {
  const line = (text: string) => output.write(`${text}\n`)
  return { every: LOG_EVERY, columns: undefined, progress: line, note: line, clear: () => {} }
}
