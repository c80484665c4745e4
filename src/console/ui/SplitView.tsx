import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'

import { store, storedNumber } from '../util/stored.ts'

const MIN = 264
const MAX = 560
const USUAL = 344
const STEP = 16

/** Two columns with a border that can be dragged, or moved with the arrow keys. */
export const SplitView = ({
  label,
  memory,
  start,
  children,
}: {
  label: string
  /** Under what name the width is kept in this browser. */
  memory: string
  start: ReactNode
  children: ReactNode
}) => {
  const [width, setWidth] = useState(() =>
    storedNumber(memory, { fallback: USUAL, min: MIN, max: MAX }),
  )
  const resize = (next: number) => {
    const bounded = Math.round(Math.min(MAX, Math.max(MIN, next)))
    setWidth(bounded)
    store(memory, bounded)
  }
  const rightToLeft = document.documentElement.dir === 'rtl'
  const onKeyDown = (event: KeyboardEvent) => {
    const sign = rightToLeft ? -1 : 1
    const next = {
      ArrowLeft: width - sign * STEP,
      ArrowRight: width + sign * STEP,
      Home: MIN,
      End: MAX,
      Enter: USUAL,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    resize(next)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.preventDefault()
    const bar = event.currentTarget
    const from = event.clientX
    bar.setPointerCapture(event.pointerId)
    const onMove = (move: globalThis.PointerEvent) =>
      resize(width + (move.clientX - from) * (rightToLeft ? -1 : 1))
    bar.addEventListener('pointermove', onMove)
    bar.addEventListener(
      'lostpointercapture',
      () => bar.removeEventListener('pointermove', onMove),
      {
        once: true,
      },
    )
  }
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      {/* Never more than 45 % of the window, whatever was chosen on a wider one. */}
      <div className="flex min-h-0 max-w-[45%] shrink-0" style={{ width }}>
        {start}
      </div>
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={width}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onDoubleClick={() => resize(USUAL)}
        className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line before:absolute before:inset-y-0 before:-start-1 before:w-[9px] hover:bg-accent focus-visible:bg-accent"
      />
      {children}
    </div>
  )
}
