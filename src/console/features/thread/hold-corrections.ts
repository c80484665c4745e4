import { END_THRESHOLD } from './end.ts'
import type { MessageVirtualizer } from './use-message-virtualizer.ts'

/** How long the list has to stand still after a step of the wheel, in milliseconds. */
const RESTS_MS = 250
/** And for how many frames: on a busy machine those are longer. */
const FRAMES = 3

/** Which steps of the wheel hold corrections: all, those that leave the end, or none. */
export type Held = 'all' | 'leaving' | 'none'

const heldHere = (): Held => {
  const agent = typeof navigator === 'undefined' ? '' : navigator.userAgent
  if (/Gecko\/\d/.test(agent)) return 'leaving'
  return /AppleWebKit/.test(agent) && !/Chrom(?:e|ium)/.test(agent) ? 'all' : 'none'
}

/** How much is below what is seen. */
const below = ({ scrollHeight, clientHeight, scrollTop }: HTMLElement) =>
  scrollHeight - clientHeight - scrollTop

interface Internals {
  _canWriteScroll: () => boolean
  _flushHoldIfReady: (sync: boolean) => void
  _retryClampedAdjustment: () => void
}

/**
 * WebKit ends the motion of the wheel where the script sets the scroll offset: most of its way was
 * lost over rows that were not measured yet. The virtualizer holds such corrections under a finger on
 * iOS; it is told here that a wheel moves the list, which it does not know, and when that has ended.
 * Firefox forgets a step of the wheel where the script follows an answer to its end before the page was told
 * of the step. Answers how to end that.
 */
export const holdCorrections = (
  virtualizer: MessageVirtualizer,
  list: HTMLElement,
  held = heldHere(),
): (() => void) => {
  // Private methods: the test beside this file fails when they are gone.
  const internals = virtualizer as unknown as Internals
  const canWrite = internals._canWriteScroll
  if (held === 'none' || typeof canWrite !== 'function') return () => undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let looked: typeof timer
  let at = 0
  const rest = () => {
    timer = undefined
    internals._flushHoldIfReady(true)
    internals._retryClampedAdjustment()
  }
  // A page that was busy is told of where it was scrolled to with its next frames.
  const look = (frames: number) =>
    void requestAnimationFrame(() => {
      if (timer === undefined || timer !== looked) return
      if (list.scrollTop !== at) wait()
      else if (frames > 1) look(frames - 1)
      else rest()
    })
  const wait = () => {
    clearTimeout(timer)
    at = list.scrollTop
    // No way is left: what is held has to come in, so that there is more above.
    if (at <= 0) return rest()
    timer = setTimeout(() => {
      looked = timer
      look(FRAMES)
    }, RESTS_MS)
  }
  const onScroll = () => timer && wait()
  const onWheel = ({ deltaY }: WheelEvent) => {
    if (held === 'all' || (deltaY < 0 && below(list) <= END_THRESHOLD)) wait()
  }
  list.addEventListener('wheel', onWheel, { passive: true })
  list.addEventListener('scroll', onScroll, { passive: true })
  internals._canWriteScroll = () => canWrite() && timer === undefined
  return () => {
    clearTimeout(timer)
    timer = undefined
    list.removeEventListener('wheel', onWheel)
    list.removeEventListener('scroll', onScroll)
    internals._canWriteScroll = canWrite
  }
}
