import type { ChangeEvent } from '#contract/event.ts'
import { HEARTBEAT_MS, PING } from '#contract/sse.ts'

import type { Clock } from '../clock.ts'
import type { Store, StoreChange } from '../store/store.ts'

/** How many frames may wait for a reader before it is dropped. */
const MAX_WAITING = 256

/** Tells a reader to fetch afresh what it shows: changes were missed. */
const RESYNC = 'event: resync\ndata: {}\n\n'

/** How long a browser waits before it comes back. */
const RETRY = 'retry: 1000\n\n'

/**
 * Changes as they are committed, as server-sent events, until the signal aborts. Nothing is replayed:
 * whoever comes back fetches. A reader too slow to follow is told so and let go.
 */
export const followChanges = (
  store: Pick<Store, 'onChange'>,
  clock: Clock,
  signal: AbortSignal,
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let stop = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text))
        const close = () => {
          stop()
          controller.close()
        }
        const unsubscribe = store.onChange((change) => {
          const event = toChangeEvent(change, Math.floor(clock.now() / 1000))
          if (!event) return
          if ((controller.desiredSize ?? 0) > 0) return send(frame(event))
          send(RESYNC)
          close()
        })
        const timer = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) send(PING)
        }, HEARTBEAT_MS)
        timer.unref()
        stop = () => {
          unsubscribe()
          clearInterval(timer)
          signal.removeEventListener('abort', close)
        }
        send(RETRY)
        if (signal.aborted) close()
        else signal.addEventListener('abort', close)
      },
      cancel: () => stop(),
    },
    { highWaterMark: MAX_WAITING },
  )
}

const frame = (event: ChangeEvent): string => `event: change\ndata: ${JSON.stringify(event)}\n\n`

/** What other readers are told of a change; the events of a run have a stream of their own. */
const toChangeEvent = (change: StoreChange, at: number): ChangeEvent | undefined => {
  switch (change.type) {
    case 'run.events':
    case 'vector_stores.work':
      return undefined
    case 'run.updated':
      return { type: change.type, thread_id: change.thread_id, run_id: change.run_id, at }
    case 'assistants.updated':
    case 'imported':
      return { type: change.type, thread_id: null, at }
    default:
      return { ...change, at }
  }
}
