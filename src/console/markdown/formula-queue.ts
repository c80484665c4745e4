/** How long formulas are drawn in one go, in milliseconds, before the page gets a break. */
const SLICE_MS = 12

const waiting = new Set<() => void>()
let isScheduled = false

function drawSome(): void {
  isScheduled = false
  const started = performance.now()
  for (const draw of waiting) {
    waiting.delete(draw)
    draw()
    if (performance.now() - started > SLICE_MS) break
  }
  if (waiting.size > 0) schedule()
}

function schedule(): void {
  if (isScheduled) return
  isScheduled = true
  setTimeout(drawSome, 0)
}

/** Draws a formula soon, some at a time. @returns what takes it back */
export function drawSoon(draw: () => void): () => void {
  waiting.add(draw)
  schedule()
  return () => waiting.delete(draw)
}
