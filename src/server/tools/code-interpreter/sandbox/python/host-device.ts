import type { FileSystem } from './emscripten.ts'

/** What Python may ask of the process around it. */
export interface Host {
  image(mediaType: 'image/png' | 'image/jpeg' | 'image/svg+xml', bytes: Uint8Array): void
  error(text: string): void
  /** Whether a package was put before Python, or why not. */
  install(module: string): boolean
  out(stream: 0 | 1, bytes: Uint8Array): void
}

const EINVAL = 28
const MESSAGE = /^(import|error|image (image\/(?:png|jpeg|svg\+xml)))\n/

/** A device on which each write is a question or something to show, and a read gives the answer. */
export const addDevices = (fs: FileSystem, host: Host): void => {
  let answer: Uint8Array = new Uint8Array()
  const device = fs.makedev(64, 0)
  fs.registerDevice(device, {
    open: (stream) => void (stream.seekable = false),
    write: (_stream, buffer, offset, length) => {
      const message = buffer.slice(offset, offset + length)
      answer = new TextEncoder().encode(answerTo(message, host) ?? '')
      if (length === 0) throw new fs.ErrnoError(EINVAL)
      return length
    },
    read: (_stream, buffer, offset, length) => {
      const given = answer.subarray(0, length)
      buffer.set(given, offset)
      answer = answer.subarray(given.byteLength)
      return given.byteLength
    },
  })
  fs.mkdev('/dev/clew', device)
}

const answerTo = (message: Uint8Array, host: Host): string | undefined => {
  const head = String.fromCharCode(...message.subarray(0, 40))
  const match = MESSAGE.exec(head)
  if (!match) return undefined
  const [line, kind, mediaType] = match
  const body = message.subarray(line.length)
  switch (mediaType) {
    case 'image/png':
    case 'image/jpeg':
    case 'image/svg+xml':
      host.image(mediaType, body)
      return undefined
  }
  const text = new TextDecoder().decode(body)
  if (kind === 'error') {
    host.error(text)
    return undefined
  }
  try {
    return /^\w+$/.test(text) && host.install(text) ? 'yes' : 'no'
  } catch (error) {
    return `error ${error instanceof Error ? error.message : String(error)}`.slice(0, 900)
  }
}
