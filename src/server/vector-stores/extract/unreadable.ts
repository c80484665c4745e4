/** A file of which no text can be had; the message is for whoever put it into the store. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly code: 'unsupported_file' | 'invalid_file'
  constructor(code: Unreadable['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export const invalid = (message: string, cause?: unknown) =>
  new Unreadable('invalid_file', message, { cause })
export const unsupported = (message: string) => new Unreadable('unsupported_file', message)
