import clsx from 'clsx'
import {
  useContext,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

import { DRAWING, drawableTex } from './drawn-formula.ts'
import { drawSoon } from './formula-queue.ts'
import { whenDrawn } from './formula-size.ts'
import { loadedTemml, loadTemml } from './load-temml.ts'
import { PrintedContext } from './printed-context.ts'

/** The width of the column that a formula stands in. */
function roomFor(formula: HTMLElement): number {
  let around = formula.parentElement
  // What stands in a line of text has no width of its own.
  while (around && around.clientWidth === 0) around = around.parentElement
  return around?.clientWidth ?? Infinity
}

/** A higher formula scrolls in a box of this many pixels: about what a sheet of paper holds. */
const MAX_HEIGHT = 900

const SMALL = { isWide: false, isTall: false }

/** Whether a formula is wider than its column, which may change, or higher than it may be. */
function useSize(formula: HTMLElement | null, drawn: boolean): typeof SMALL {
  const [size, setSize] = useState(SMALL)
  useEffect(() => {
    const column = formula?.closest('.md')
    if (!formula || !column || !drawn) return
    // The observer calls once at first, after layout.
    const observer = new ResizeObserver(() => {
      const { width = 0, height = 0 } = formula.querySelector('math')?.getBoundingClientRect() ?? {}
      const isWide = width > roomFor(formula) + 1
      const isTall = height > MAX_HEIGHT
      setSize((before) =>
        before.isWide === isWide && before.isTall === isTall ? before : { isWide, isTall },
      )
    })
    observer.observe(column)
    return () => observer.disconnect()
  }, [formula, drawn])
  return size
}

/** TeX as MathML, which every browser sets by itself; its source until then, and where it is wrong. */
export const MathFormula = ({
  source,
  written,
  tex,
  block,
}: {
  source: string
  /** With its marks, as it is copied. */
  written: string
  /** The same without them, as it is found. */
  tex: string
  block: boolean
}) => {
  const target = useRef<HTMLSpanElement>(null)
  const [formula, setFormula] = useState<HTMLSpanElement | null>(null)
  const [drawn, setDrawn] = useState(false)
  const [asked, setAsked] = useState(false)
  const when = useMemo(() => whenDrawn(source), [source])
  const { isWide, isTall } = useSize(formula, drawn)
  const scrolls = block || isWide || isTall
  const isPrinted = useContext(PrintedContext)
  const isWanted = when === 'soon' || (when === 'asked' && (asked || isPrinted))
  const draw = useEffectEvent(() => {
    if (!target.current) return
    try {
      loadedTemml()?.render(drawableTex(source), target.current, {
        displayMode: block,
        ...DRAWING,
      })
      setDrawn(true)
    } catch {
      // Half-written or not TeX: the source stays.
      target.current.replaceChildren()
    }
  })
  // The browser prints as soon as the page was told that it will.
  const isAtOnce = isPrinted && isWanted && loadedTemml() !== undefined
  useLayoutEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- a later event would miss the paper
    if (isAtOnce) draw()
  }, [source, block, isAtOnce])
  useEffect(() => {
    if (!isWanted || isAtOnce) return
    let stop = () => {}
    let stopped = false
    void loadTemml().then(() => {
      if (!stopped) stop = drawSoon(draw)
    })
    return () => {
      stopped = true
      stop()
    }
  }, [source, block, isWanted, isAtOnce])
  return (
    <span
      ref={setFormula}
      data-written={written}
      // What is drawn is found as it is written, too.
      data-tex={drawn ? tex.trim() : undefined}
      className={clsx(
        'md-math',
        block ? 'md-math-block' : scrolls && 'md-math-wide',
        isTall && 'md-math-tall',
      )}
      style={scrolls ? { maxHeight: MAX_HEIGHT } : undefined}
      // What scrolls has to be reachable by keyboard and named.
      tabIndex={scrolls ? 0 : undefined}
      role={scrolls ? 'group' : undefined}
      aria-label={scrolls ? 'Formula' : undefined}
      dir="ltr"
    >
      <span ref={target} hidden={!drawn} />
      {!drawn && <code>{source.trim()}</code>}
      {when === 'asked' && !isWanted && (
        <button type="button" className="md-load" onClick={() => setAsked(true)}>
          Show the formula
        </button>
      )}
    </span>
  )
}
