/** How many objects of a thread are read before it counts as long. */
export const LONG = 2000
/** How many long threads go on at once. */
const AT_ONCE = 2

/**
 * Where long threads wait for each other, so that they hold up no others: one that never ends is read to a
 * bound, which takes minutes.
 */
export class LongLane {
  /** What lets each of those go on that wait, the longest wait first. */
  readonly #waiting = new Map<string, () => void>()
  #going = 0

  /** @returns once it is its turn, what ends that */
  async enter(id: string): Promise<() => void> {
    if (this.#going >= AT_ONCE) {
      await new Promise<void>((resolve) => {
        this.#waiting.set(id, resolve)
      })
      this.#waiting.delete(id)
    }
    this.#going += 1
    return () => {
      this.#going -= 1
      const [next] = this.#waiting.keys()
      if (next !== undefined && this.#going < AT_ONCE) this.hurry(next)
    }
  }

  /** Lets one that waits go on now, beside those that do. */
  hurry(id: string): void {
    this.#waiting.get(id)?.()
  }

  /** Lets all go on: they see by themselves that it is over. */
  open(): void {
    for (const go of this.#waiting.values()) go()
  }
}
