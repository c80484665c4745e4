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

/** A fast wheel goes about one screen between two frames of a busy page. */
const NEAR_SCREENS = 2

interface Internals {
  /** How far the rows stand behind what the virtualizer knows of them. */
  _holdOffset: number
  _canWriteScroll: () => boolean
  _flushHoldIfReady: (sync: boolean) => void
  _retryClampedAdjustment: () => void
}

/**
 * WebKit ends the motion of the wheel where the script sets the scroll offset: most of its way was
 * lost over rows that were not measured yet. The virtualizer holds such corrections under a finger on
 * iOS; it is told here that a wheel moves the list, which it does not know, and when that has ended.
 * Firefox forgets a step of the wheel where the script follows an answer to its end before the page was told
 * of the step; from then on nothing is held. Answers how to end that.
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
    clearTimeout(timer)
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
  // What is held has to come in while it can without moving the line being read.
  const isDue = () => {
    const by = internals._holdOffset
    // More is above than there is way to: it is seen at the top. Less is above: before the first row comes
    // on screen, with nothing over it.
    return by < 0 ? at + by <= list.clientHeight * NEAR_SCREENS : at <= 0
  }
  const wait = () => {
    clearTimeout(timer)
    at = list.scrollTop
    if (isDue()) return rest()
    timer = setTimeout(() => {
      looked = timer
      look(FRAMES)
    }, RESTS_MS)
  }
  const onScroll = () => {
    if (timer === undefined) return
    if (held === 'leaving' && below(list) > END_THRESHOLD) rest()
    else wait()
  }
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
