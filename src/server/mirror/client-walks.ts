import type { Credentials } from './lost-deletions.ts'

/** How many walks are remembered. One that is forgotten begins anew. */
const MOST_WALKS = 1000

/** What a page of a walk is asked for with: all else leaves something out. */
const OF_A_WALK: ReadonlySet<string> = new Set(['after', 'limit', 'order'])

/** A page of the messages of a thread, as a client asked for it. */
export interface AskedPage {
  threadId: string
  by: Credentials
  query: URLSearchParams
}

interface Walk {
  /** The last message that it came to, and in which order. */
  after: string
  order: string
  begun: number
}

/** How far clients have walked through the messages of threads, page by page. */
export class ClientWalks {
  readonly #walks = new Map<string, Walk>()
  readonly #turns = new Map<string, Promise<void>>()

  /** Takes in one page of a thread after the other: the next may pass while this one is taken in. */
  inTurn(threadId: string, work: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(threadId)
    const turn = before ? before.then(work, work) : work()
    this.#turns.set(threadId, turn)
    const leave = () => {
      if (this.#turns.get(threadId) === turn) this.#turns.delete(threadId)
    }
    turn.then(leave, leave)
    return turn
  }

  /** @returns when the walk began that a page begins or goes on; undefined where it does neither */
  begun(page: AskedPage, now: number): number | undefined {
    const { query } = page
    if (![...query.keys()].every((name) => OF_A_WALK.has(name))) return undefined
    const after = query.get('after')
    if (after === null) return now
    const walk = this.#walks.get(keyOf(page))
    return walk?.after === after && walk.order === orderOf(query) ? walk.begun : undefined
  }

  /** A page was taken in, after which the walk goes on. */
  goOn(page: AskedPage, { after, begun }: Omit<Walk, 'order'>): void {
    const key = keyOf(page)
    this.#walks.delete(key)
    this.#walks.set(key, { after, begun, order: orderOf(page.query) })
    const [oldest] = this.#walks.keys()
    if (this.#walks.size > MOST_WALKS && oldest !== undefined) this.#walks.delete(oldest)
  }

  /** A walk came to its end. */
  end(page: AskedPage): void {
    this.#walks.delete(keyOf(page))
  }
}

/** In which order a list is asked for. */
export const orderOf = (query: URLSearchParams): 'asc' | 'desc' =>
  query.get('order') === 'asc' ? 'asc' : 'desc'

const keyOf = ({ by, threadId }: AskedPage): string => `${by} ${threadId}`
