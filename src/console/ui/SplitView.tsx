import clsx from 'clsx'
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

import { store, storedNumber } from '../util/stored.ts'
import { THREE_COLUMNS, below, from, textScale } from '../util/widths.ts'

// In pixels where the reader's text is of the usual size: the column grows with it.
const MIN = 264
const MAX = 560
const USUAL = 344
/** Where three columns just fit, so that a line of a message still has 60 characters. */
const SLIM = 292
const usualWidth = () =>
  matchMedia(`${from(THREE_COLUMNS)} and ${below(1400)}`).matches ? SLIM : USUAL
const STEP = 16

/**
 * Two columns with a border that can be dragged, or moved with the arrow keys. Where there is one column at a
 * time, the rest alone: it stays mounted as the window gets narrow and wide.
 */
export const SplitView = ({
  label,
  memory,
  start,
  startLabel,
  folded = false,
  children,
}: {
  label: string
  /** Under what name the width is kept in this browser. */
  memory: string
  /** The first column; undefined where there is room for the rest alone. */
  start: ReactNode | undefined
  startLabel: string
  /** The first column gives its room to the rest. It stays as it is, so that it comes back where it was. */
  folded?: boolean
  children: ReactNode
}) => {
  const [width, setWidth] = useState(() =>
    storedNumber(memory, { fallback: usualWidth(), min: MIN, max: MAX }),
  )
  const column = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    // What has the focus is about to be out of sight.
    if (folded && column.current?.contains(document.activeElement)) {
      document.getElementById('content')?.focus()
    }
  }, [folded])
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
      Enter: usualWidth(),
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
    const scale = textScale()
    bar.setPointerCapture(event.pointerId)
    const onMove = (move: globalThis.PointerEvent) =>
      resize(width + ((move.clientX - from) / scale) * (rightToLeft ? -1 : 1))
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
    <div className="relative flex min-h-0 min-w-0 flex-1">
      {start !== undefined && (
        // Never more than 45 % of the window, whatever was chosen on a wider one.
        <section
          ref={column}
          aria-label={startLabel}
          className={clsx(
            'flex min-h-0 max-w-[45%] shrink-0 border-e border-line',
            folded ? 'invisible absolute inset-y-0 start-0' : 'relative',
          )}
          style={{ width: `${width / 16}rem` }}
        >
          {start}
          <div
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an hr has no value to change
            role="separator"
            aria-orientation="vertical"
            aria-label={label}
            aria-valuenow={width}
            aria-valuemin={MIN}
            aria-valuemax={MAX}
            tabIndex={0}
            onKeyDown={onKeyDown}
            onPointerDown={onPointerDown}
            onDoubleClick={() => resize(usualWidth())}
            className="absolute inset-y-0 -end-1 z-10 w-[7px] cursor-col-resize touch-none transition-colors duration-100 hover:bg-accent-soft focus-visible:bg-accent"
          />
        </section>
      )}
      {children}
    </div>
  )
}
