import type { MirrorStore, MirroredObjects } from '../store/mirror.ts'
import { whyTooLong } from '../store/mirrorable.ts'

const KINDS = ['messages', 'runs', 'steps'] as const
type Parts = Pick<MirroredObjects, (typeof KINDS)[number]>

/** What of a thread is not in its copy, so that its reader is told. */
export class LeftOut {
  readonly #store: Pick<MirrorStore, 'countElsewhere'>
  readonly #elsewhere = { messages: 0, runs: 0, steps: 0 }
  #tooLong: string | undefined

  constructor(store: Pick<MirrorStore, 'countElsewhere'>) {
    this.#store = store
  }

  /** Looks which of the objects cannot be kept. */
  async note(objects: Parts): Promise<void> {
    for (const kind of KINDS) {
      const given = objects[kind] ?? []
      this.#elsewhere[kind] += await this.#store.countElsewhere({ [kind]: given })
      for (const object of given) {
        const why = this.#tooLong === undefined ? whyTooLong(object) : undefined
        if (why !== undefined) this.#tooLong = `${object.id} cannot be kept: ${why}`
      }
    }
  }

  /** Why the copy is not whole; undefined where it is. */
  get reason(): string | undefined {
    const kind = KINDS.find((each) => this.#elsewhere[each] > 0)
    if (kind === undefined) return this.#tooLong
    return `It gives ${this.#elsewhere[kind]} of its ${kind} ids that others have: they cannot be kept.`
  }
}
