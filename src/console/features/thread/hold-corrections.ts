import type { MessageVirtualizer } from './use-message-virtualizer.ts'

/** How long WebKit may move the list after a step of the wheel, in milliseconds. */
const MOVES_MS = 500

const isWebKit =
  typeof navigator !== 'undefined' &&
  /AppleWebKit/.test(navigator.userAgent) &&
  !/Chrom(?:e|ium)/.test(navigator.userAgent)

interface Internals {
  _canWriteScroll: () => boolean
}

/**
 * WebKit ends the motion of the wheel where the script sets the scroll offset: most of its way was
 * lost over rows that were not measured yet. The virtualizer holds such corrections under a finger on
 * iOS, and applies them at rest; it is told here that a wheel moves the list, which it does not know.
 * Answers how to end that.
 */
export const holdCorrections = (
  virtualizer: MessageVirtualizer,
  list: HTMLElement,
  applies = isWebKit,
): (() => void) => {
  // A private method: the test beside this file fails when it is gone.
  const internals = virtualizer as unknown as Internals
  const canWrite = internals._canWriteScroll
  if (!applies || typeof canWrite !== 'function') return () => undefined
  let wheeled = -Infinity
  const onWheel = () => {
    wheeled = performance.now()
  }
  list.addEventListener('wheel', onWheel, { passive: true })
  internals._canWriteScroll = () =>
    canWrite() && !(virtualizer.isScrolling && performance.now() - wheeled < MOVES_MS)
  return () => {
    list.removeEventListener('wheel', onWheel)
    internals._canWriteScroll = canWrite
  }
}
