import type { MessageVirtualizer } from './use-message-virtualizer.ts'

/** How long the list has to stand still after a step of the wheel, in milliseconds. */
const RESTS_MS = 250
/** And for how many frames: on a busy machine those are longer. */
const FRAMES = 3

const isWebKit =
  typeof navigator !== 'undefined' &&
  /AppleWebKit/.test(navigator.userAgent) &&
  !/Chrom(?:e|ium)/.test(navigator.userAgent)

interface Internals {
  _canWriteScroll: () => boolean
  _flushHoldIfReady: (sync: boolean) => void
  _retryClampedAdjustment: () => void
}

/**
 * WebKit ends the motion of the wheel where the script sets the scroll offset: most of its way was
 * lost over rows that were not measured yet. The virtualizer holds such corrections under a finger on
 * iOS; it is told here that a wheel moves the list, which it does not know, and when that has ended.
 * Answers how to end that.
 */
export const holdCorrections = (
  virtualizer: MessageVirtualizer,
  list: HTMLElement,
  applies = isWebKit,
): (() => void) => {
  // Private methods: the test beside this file fails when they are gone.
  const internals = virtualizer as unknown as Internals
  const canWrite = internals._canWriteScroll
  if (!applies || typeof canWrite !== 'function') return () => undefined
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
  list.addEventListener('wheel', wait, { passive: true })
  list.addEventListener('scroll', onScroll, { passive: true })
  internals._canWriteScroll = () => canWrite() && timer === undefined
  return () => {
    clearTimeout(timer)
    timer = undefined
    list.removeEventListener('wheel', wait)
    list.removeEventListener('scroll', onScroll)
    internals._canWriteScroll = canWrite
  }
}
