import type { ExecutionLimits, FromPython } from '../protocol.ts'

type MediaType = Extract<FromPython, { type: 'image' }>['mediaType']

/** So many pieces of logs go out at once; what comes after is gathered for a while. */
const AT_ONCE = 50
const GATHERED = 32 * 1024
const GATHER_MS = 100

/** What one execution shows, in its order, within its limits. */
export class Outputs {
  readonly #limits: ExecutionLimits
  readonly #send: (message: FromPython) => void
  readonly #decoders = [new TextDecoder(), new TextDecoder()]
  #gathered = ''
  #length = 0
  #pieces = 0
  #sent = 0
  #images = 0
  #imageBytes = 0
  #isCut = false
  #isLineOpen = false

  constructor(limits: ExecutionLimits, send: (message: FromPython) => void) {
    this.#limits = limits
    this.#send = send
  }

  /** Takes bytes of standard output (0) or error (1). */
  write(stream: 0 | 1, bytes: Uint8Array): void {
    if (this.#isCut) return
    this.log(this.#decoders[stream]?.decode(bytes, { stream: true }) ?? '')
  }

  log(text: string): void {
    const room = this.#limits.logs - this.#length
    if (text === '' || this.#isCut) return
    this.#add(text.slice(0, room))
    this.#length += text.length
    if (text.length > room) {
      this.#isCut = true
      this.note(`The output is cut here: it is longer than ${this.#limits.logs} characters.`)
    }
    this.#pieces += 1
    const isDue = this.#gathered.length > GATHERED || performance.now() - this.#sent > GATHER_MS
    if (this.#pieces <= AT_ONCE || isDue) this.flush()
  }

  /** What is said of the execution, on a line of its own, whatever it has already left. */
  note(text: string): void {
    this.#add(`${this.#isLineOpen ? '\n' : ''}[${text}]\n`)
  }

  image(mediaType: MediaType, bytes: Uint8Array): void {
    this.#images += 1
    this.#imageBytes += bytes.byteLength
    const { images, imageBytes } = this.#limits
    const isTooMuch = this.#images > images || this.#imageBytes > imageBytes
    if (isTooMuch && this.#images <= images + 1) this.note('No more images are shown.')
    if (isTooMuch) return
    this.flush()
    this.#send({ type: 'image', mediaType, bytes: Uint8Array.from(bytes) })
  }

  #add(text: string): void {
    this.#gathered += text
    this.#isLineOpen = !text.endsWith('\n')
  }

  flush(): void {
    if (this.#gathered !== '') this.#send({ type: 'logs', logs: this.#gathered })
    this.#gathered = ''
    this.#sent = performance.now()
  }
}
