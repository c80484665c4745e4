import type { ChangeEvent } from '#contract/change.ts'
import { HEARTBEAT_MS, PING } from '#contract/heartbeat.ts'
import { encodeEvent } from '#contract/sse.ts'

import { type Store, isRecorded } from '../store/store.ts'
import { coalesce } from './coalesce-changes.ts'

/** What the feed reads of a store. */
export type Feed = Pick<Store, 'onChange' | 'latestChange' | 'changesAfter'>

/** How many changes are read from the record at once: what a reader that is behind costs. */
const PAGE = 500

/** How long a browser waits before it comes back. */
const RETRY = 'retry: 1000\n'

/**
 * The record of changes from `after` on, or from now, as server-sent events, until the signal aborts. Each
 * frame has the number up to which everything is told as its id. The reader sets the pace: whoever is slow
 * gets what came meanwhile in fewer frames. A reader whose number is not on record is told to read everything afresh.
 */
export const followChanges = async (
  feed: Feed,
  after: number | undefined,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> => {
  const encoder = new TextEncoder()
  const news = new News()
  let last = after ?? (await feed.latestChange())
  let first = RETRY + encodeEvent({ id: last, event: 'started', data: {} })

  /** What there is to tell; empty where there is nothing. */
  const next = async (): Promise<string> => {
    news.taken()
    const page = await feed.changesAfter(last, PAGE)
    if (!page) {
      last = await feed.latestChange()
      return frame(last, { type: 'reset' })
    }
    last = page.data.at(-1)?.number ?? last
    return coalesce(page.data)
      .map(({ number, ...change }) => frame(number, change))
      .join('')
  }

  // Of hints, the pieces of a text that is being written are by far the most, and the record has none.
  const stopListening = feed.onChange((change) => {
    if (isRecorded(change) || change.type === 'other_process') news.tell()
  })
  const timer = setInterval(() => news.beat(), HEARTBEAT_MS)
  timer.unref()
  const stop = () => {
    stopListening()
    clearInterval(timer)
    signal.removeEventListener('abort', stop)
    news.end()
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop)

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let text = first
        first = ''
        while (text === '' && !news.isOver) {
          text = await next()
          if (text === '' && (await news.next()) === 'beat') text = PING
        }
        if (text !== '') controller.enqueue(encoder.encode(text))
        if (news.isOver) controller.close()
      },
      cancel: stop,
    },
    { highWaterMark: 1 },
  )
}

const frame = (id: number, data: ChangeEvent): string => encodeEvent({ id, event: 'change', data })

/** Tells one who waits that there is something to read, that a heartbeat is due, or that it is over. */
class News {
  #isTold = false
  #isDue = false
  isOver = false
  #wake = () => {}

  tell(): void {
    this.#isTold = true
    this.#wake()
  }
  beat(): void {
    this.#isDue = true
    this.#wake()
  }
  end(): void {
    this.isOver = true
    this.#wake()
  }
  /** What is told from here on is news. */
  taken(): void {
    this.#isTold = false
    this.#isDue = false
  }
  async next(): Promise<'news' | 'beat'> {
    while (!this.#isTold && !this.#isDue && !this.isOver) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#isDue && !this.#isTold && !this.isOver ? 'beat' : 'news'
  }
}
