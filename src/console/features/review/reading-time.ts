/** How long a thing is looked at, while the page is seen. A test gives its own clock. */
export class ReadingTime {
  readonly #now: () => number
  #id: string | undefined
  #since: number | undefined
  #sum = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** It is looked at from now on, or goes on to be. */
  show(id: string): void {
    if (this.#id !== id) this.#sum = 0
    else if (this.#since !== undefined) return
    this.#id = id
    this.#since = this.#now()
  }

  /** Nobody looks now. */
  pause(): void {
    if (this.#since === undefined) return
    this.#sum += this.#now() - this.#since
    this.#since = undefined
  }

  /** In whole seconds, of what is looked at now; null of anything else. */
  secondsOf(id: string): number | null {
    if (this.#id !== id) return null
    const running = this.#since === undefined ? 0 : this.#now() - this.#since
    return Math.round((this.#sum + running) / 1000)
  }
}
