import type { Execution, MadeFile, SandboxOutput } from '../sandbox.ts'
import type { Limits } from './limits.ts'
import type { FromPython } from './protocol.ts'

type Message = Exclude<FromPython, { type: 'done' | 'ended' }>

/** For the notes on what was left out. */
const SPARE = 10_000

/**
 * What came from an execution. The limits hold here too: the process keeps them only as long as it
 * is itself.
 */
export class Received {
  readonly #limits: Limits
  readonly #outputs: SandboxOutput[] = []
  readonly #files: { path: string; pieces: Uint8Array[] }[] = []
  #logs = 0
  #images = 0
  #imageBytes = 0
  #fileBytes = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** False when it is more than there may be. */
  take(message: Message): boolean {
    switch (message.type) {
      case 'ready':
        return true
      case 'logs':
        this.#logs += message.logs.length
        if (this.#logs > this.#limits.logs + SPARE) return false
        this.#log(message.logs)
        return true
      case 'image':
        return this.#image(message)
      case 'file':
        this.#files.push({ path: message.path, pieces: [] })
        return this.#files.length <= this.#limits.madeFiles
      case 'bytes':
        this.#fileBytes += message.bytes.byteLength
        if (message.bytes.byteLength > 0) this.#files.at(-1)?.pieces.push(message.bytes)
        return this.#fileBytes <= this.#limits.madeBytes
    }
  }

  /** What is said of the execution, on a line of its own. */
  note(text: string): void {
    const last = this.#outputs.at(-1)
    const isLineOpen = last?.type === 'logs' && !last.logs.endsWith('\n')
    this.#log(`${isLineOpen ? '\n' : ''}[${text}]\n`)
  }

  /** @param isWhole false when the interpreter ended before all of its files were here */
  toExecution(isWhole: boolean): Execution {
    const files = isWhole ? this.#files.flatMap(toMadeFile) : []
    return { outputs: this.#outputs, files }
  }

  #log(logs: string): void {
    const last = this.#outputs.at(-1)
    if (last?.type === 'logs') last.logs += logs
    else this.#outputs.push({ type: 'logs', logs })
  }

  #image({ mediaType, bytes }: Extract<Message, { type: 'image' }>): boolean {
    this.#images += 1
    this.#imageBytes += bytes.byteLength
    if (this.#images > this.#limits.images) return false
    if (this.#imageBytes > this.#limits.imageBytes) return false
    this.#outputs.push({ type: 'image', mediaType, bytes })
    return true
  }
}

/** None for a path that is no file's below `/mnt/data`. */
const toMadeFile = ({ path, pieces }: { path: string; pieces: Uint8Array[] }): MadeFile[] => {
  const parts = path.split('/')
  const isBelow = path.startsWith('/mnt/data/') && !parts.slice(1).some((part) => HOLLOW.has(part))
  return isBelow ? [{ path, pieces }] : []
}

const HOLLOW = new Set(['', '.', '..'])
