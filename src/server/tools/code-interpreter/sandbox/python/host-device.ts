import type { FileSystem } from './emscripten.ts'

/** What Python may ask of the process around it. */
export interface Host {
  image(mediaType: 'image/png' | 'image/jpeg' | 'image/svg+xml', bytes: Uint8Array): void
  error(text: string): void
  /** Whether a package was put before Python, or why not. */
  install(module: string): boolean
  out(stream: 0 | 1, bytes: Uint8Array): void
}

const WAIT_MS = 50
const EINVAL = 28
const MESSAGE = /^(import|error|wait|image (image\/(?:png|jpeg|svg\+xml)))\n/

/** A device on which each write is a question or something to show, and a read gives the answer. */
export const addDevices = (fs: FileSystem, host: Host): void => {
  let answer: Uint8Array = new Uint8Array()
  const device = fs.makedev(64, 0)
  fs.registerDevice(device, {
    open: (stream) => void (stream.seekable = false),
    write: (_stream, buffer, offset, length) => {
      const message = asBytes(buffer).slice(offset, offset + length)
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
  for (const stream of [0, 1] as const) {
    const output = fs.makedev(65, stream)
    fs.registerDevice(output, {
      open: (opened) => void (opened.seekable = false),
      // Both go to the same place in the order in which they come.
      write: (_stream, buffer, offset, length) => {
        host.out(stream, asBytes(buffer).subarray(offset, offset + length))
        return length
      },
      read: () => 0,
    })
    fs.mkdev(`/dev/clew${stream}`, output)
  }
  replaceTerminal(fs)
}

/** Emscripten's terminal would speak to a console that is not there, and end Python. */
const replaceTerminal = (fs: FileSystem): void => {
  for (const name of ['tty', 'tty1', 'stdin', 'stdout', 'stderr']) fs.unlink(`/dev/${name}`)
  fs.symlink('/dev/null', '/dev/stdin')
  fs.symlink('/dev/clew0', '/dev/stdout')
  fs.symlink('/dev/clew1', '/dev/stderr')
}

/** Emscripten's view of its memory is of signed bytes. */
const asBytes = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

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
    default:
  }
  const text = new TextDecoder().decode(body)
  switch (kind) {
    case 'error':
      host.error(text)
      return undefined
    case 'wait':
      wait(Number(text))
      return undefined
    default:
      return install(text, host)
  }
}

const clock = new Int32Array(new SharedArrayBuffer(4))

/** A part of what is asked for, so that Python sees its signals in between. */
const wait = (seconds: number): void => {
  Atomics.wait(clock, 0, 0, Math.min(Math.max(0, seconds * 1000 || 0), WAIT_MS))
}

const install = (module: string, host: Host): string => {
  try {
    return /^\w+$/.test(module) && host.install(module) ? 'yes' : 'no'
  } catch (error) {
    return `error ${error instanceof Error ? error.message : String(error)}`.slice(0, 900)
  }
}
