// The interpreter's process: runs what a model wrote. It may reach nothing but the channel to the
// server, which believes nothing that comes from here.
import type { ExecutionLimits, FromPython, Start, ToPython } from '../protocol.ts'
import { type Python, boot } from './boot.ts'
import { lockDown } from './lock-down.ts'
import { Outputs } from './outputs.ts'
import { Breach } from './seal.ts'

const PIECE = 1024 * 1024
const INTERRUPT_AGAIN = 2000
const NOTHING: ExecutionLimits = {
  timeLimit: 0,
  logs: 0,
  images: 0,
  imageBytes: 0,
  madeFiles: 0,
  madeBytes: 0,
}

const channel = process
const send = process.send?.bind(process) as (message: FromPython, done: () => void) => boolean // Node takes it so
const exit = process.exit.bind(process)
const { performance } = globalThis

/** Settles when the message is on its way, so that no more are gathered than fit. */
const tell = (message: FromPython): Promise<void> =>
  new Promise((resolve) => {
    send(message, resolve)
  })

let outputs = new Outputs(NOTHING, () => {})
const python: Python = await boot(JSON.parse(process.argv[2] ?? '') as Start, {
  out: (stream, bytes) => outputs.write(stream, bytes),
  error: (text) => outputs.log(text),
  image: (mediaType, bytes) => outputs.image(mediaType, bytes),
  install: (module) => python.wheels?.install(module) ?? false,
}).catch(async (error: unknown): Promise<never> => {
  await tell({ type: 'ended', reason: String(error).slice(0, 500) })
  return exit()
})

let file = { name: '', bytes: new Uint8Array(), filled: 0 }

const execute = async (code: string, limits: ExecutionLimits): Promise<void> => {
  outputs = new Outputs(limits, (message) => void tell(message))
  for (const name of unfit.splice(0)) {
    outputs.note(`There is no room for the file ${name}: it is not in /mnt/data.`)
  }
  let end = performance.now() + limits.timeLimit
  python.interruptWhen(() => {
    const isDue = performance.now() > end
    // Not at once again: it wants time to say what was interrupted.
    if (isDue) end = performance.now() + INTERRUPT_AGAIN
    return isDue
  })
  let interrupted = false
  try {
    interrupted = python.run(code)
  } catch (error) {
    outputs.flush()
    await tell({ type: 'ended', reason: toReason(error) })
    return exit()
  }
  python.interruptWhen(() => false)
  const files = withinLimits(python.data.changes(), limits)
  outputs.flush()
  for (const { path, bytes } of files) {
    await tell({ type: 'file', path })
    for (let at = 0; at < bytes.byteLength; at += PIECE) {
      await tell({ type: 'bytes', bytes: bytes.slice(at, at + PIECE) })
    }
  }
  await tell({ type: 'done', interrupted })
}

const withinLimits = (found: { path: string; bytes: Uint8Array }[], limits: ExecutionLimits) => {
  let room = limits.madeBytes
  const kept = found.filter(({ path, bytes }, at) => {
    const fits = at < limits.madeFiles && bytes.byteLength <= room && path.length <= 4096
    if (fits) room -= bytes.byteLength
    return fits
  })
  const left = found.length - kept.length
  if (left > 0)
    outputs.note(`Too many or too large: ${left} of the files made are not handed over.`)
  return kept
}

/** Why Python cannot go on. What is thrown through WebAssembly may be anything. */
const toReason = (error: unknown): string => {
  if (error instanceof Breach) return `Python tried to leave its sandbox (${error.message}).`
  if (error instanceof RangeError) return 'The code called itself too deeply.'
  if (typeof error === 'object' && error && 'status' in error)
    return 'The code ended Python itself.'
  return 'Python has broken down.'
}

/** Files that did not fit, to be told with the next execution. */
const unfit: string[] = []

const put = (): void => {
  const { name, bytes } = file
  file = { name: '', bytes: new Uint8Array(), filled: 0 }
  try {
    python.data.put(name, bytes)
  } catch {
    unfit.push(name)
  }
}

channel.on('message', (message: ToPython) => {
  switch (message.type) {
    case 'file':
      file = { name: message.name, bytes: new Uint8Array(message.bytes), filled: 0 }
      if (message.bytes === 0) put()
      return
    case 'bytes':
      if (file.filled + message.bytes.byteLength > file.bytes.byteLength) return
      file.bytes.set(message.bytes, file.filled)
      file.filled += message.bytes.byteLength
      if (file.filled === file.bytes.byteLength) put()
      return
    case 'execute':
      void execute(message.code, message.limits)
  }
})
// The server has gone.
channel.on('disconnect', () => exit())
lockDown()
await tell({ type: 'ready' })
