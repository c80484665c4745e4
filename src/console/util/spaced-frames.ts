/** The browser's frames, or those of a test. */
export interface Frames {
  request: (onFrame: (now: number) => void) => number
  cancel: (frame: number) => void
}

const FRAMES: Frames = {
  request: (onFrame) => requestAnimationFrame(onFrame),
  cancel: (frame) => cancelAnimationFrame(frame),
}

/**
 * Frames that lie at least `gap` milliseconds apart: the first one comes at once, another waits for the
 * next that is far enough from it. What is returned asks for one, and answers the way to give it up.
 */
export const spacedFrames = (gap: number, { request, cancel } = FRAMES) => {
  let last = -Infinity
  return (work: () => void): (() => void) => {
    const onFrame = (now: number) => {
      if (now - last < gap) {
        frame = request(onFrame)
        return
      }
      last = now
      work()
    }
    let frame = request(onFrame)
    return () => cancel(frame)
  }
}
