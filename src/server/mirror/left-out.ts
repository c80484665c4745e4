import type { MirrorStore, MirroredObjects } from '../store/mirror.ts'
import { whyNotKept } from '../store/mirrorable.ts'

const KINDS = ['messages', 'runs', 'steps'] as const
type Parts = Pick<MirroredObjects, (typeof KINDS)[number]>

/** What of a thread is not in its copy, so that its reader is told. */
export class LeftOut {
  readonly #store: Pick<MirrorStore, 'countElsewhere'>
  readonly #elsewhere = { messages: 0, runs: 0, steps: 0 }
  #unkept: string | undefined

  constructor(store: Pick<MirrorStore, 'countElsewhere'>) {
    this.#store = store
  }

  /** Looks which of the objects cannot be kept. */
  async note(objects: Parts): Promise<void> {
    for (const kind of KINDS) {
      const given = objects[kind] ?? []
      this.#elsewhere[kind] += await this.#store.countElsewhere({ [kind]: given })
      for (const object of given) {
        const why = this.#unkept === undefined ? whyNotKept(object) : undefined
        if (why !== undefined) this.#unkept = `${object.id} cannot be kept: ${why}`
      }
    }
  }

  /** Some could not even be read. */
  noteUnread(kind: keyof Parts): void {
    this.#unkept ??= `Some of its ${kind} are of a form that cannot be kept.`
  }

  /** The list did not come to its end, or held what is none of it. */
  noteUnended(kind: keyof Parts): void {
    this.#unkept ??= `Its list of ${kind} has no end that could be reached, or names those of other threads.`
  }

  /** Why the copy is not whole; undefined where it is. */
  get reason(): string | undefined {
    const kind = KINDS.find((each) => this.#elsewhere[each] > 0)
    if (kind === undefined) return this.#unkept
    return `It gives ${this.#elsewhere[kind]} of its ${kind} ids that others have: they cannot be kept.`
  }
}
