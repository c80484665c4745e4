/** A set of small whole numbers: a bit for each up to the greatest, as millions of them are kept. */
export class Numbers {
  #bits = new Uint8Array(1024)

  /** @returns whether it was not in it */
  add(number: number): boolean {
    const at = number >> 3
    const bit = 1 << (number & 7)
    if (at >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bits.length, at + 1))
      larger.set(this.#bits)
      this.#bits = larger
    }
    const was = this.#bits[at] ?? 0
    this.#bits[at] = was | bit
    return (was & bit) === 0
  }
}
