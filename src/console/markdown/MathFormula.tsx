import { useEffect, useMemo, useRef, useState } from 'react'

import { drawSoon } from './formula-queue.ts'
import { whenDrawn } from './formula-size.ts'

/** The width of the column that a formula stands in. */
function roomFor(formula: HTMLElement): number {
  let around = formula.parentElement
  // What stands in a line of text has no width of its own.
  while (around && around.clientWidth === 0) around = around.parentElement
  return around?.clientWidth ?? Infinity
}

/** Whether a formula in a line of text is wider than the column, which may change. */
function useIsWide(formula: HTMLElement | null, drawn: boolean): boolean {
  const [isWide, setIsWide] = useState(false)
  useEffect(() => {
    const column = formula?.closest('.md')
    if (!formula || !column || !drawn) return
    // The observer calls once at first, after layout.
    const observer = new ResizeObserver(() => {
      const width = formula.querySelector('math')?.getBoundingClientRect().width ?? 0
      setIsWide(width > roomFor(formula) + 1)
    })
    observer.observe(column)
    return () => observer.disconnect()
  }, [formula, drawn])
  return isWide
}

/** TeX as MathML, which every browser sets by itself; its source until then, and where it is wrong. */
export const MathFormula = ({
  source,
  written,
  block,
}: {
  source: string
  /** With its marks, as it is copied. */
  written: string
  block: boolean
}) => {
  const target = useRef<HTMLSpanElement>(null)
  const [formula, setFormula] = useState<HTMLSpanElement | null>(null)
  const [drawn, setDrawn] = useState(false)
  const [asked, setAsked] = useState(false)
  const when = useMemo(() => whenDrawn(source), [source])
  const isWide = useIsWide(formula, drawn) || block
  useEffect(() => {
    if (when === 'never' || (when === 'asked' && !asked)) return
    let stop = () => {}
    let stopped = false
    void import('./temml.ts').then(({ temml }) => {
      if (stopped) return
      stop = drawSoon(() => {
        if (!target.current) return
        try {
          temml.render(source, target.current, {
            displayMode: block,
            throwOnError: true,
            trust: false,
            maxExpand: 200,
          })
          setDrawn(true)
        } catch {
          // Half-written or not TeX: the source stays.
          target.current.replaceChildren()
        }
      })
    })
    return () => {
      stopped = true
      stop()
    }
  }, [source, block, when, asked])
  return (
    <span
      ref={setFormula}
      data-written={written}
      className={block ? 'md-math md-math-block' : isWide ? 'md-math md-math-wide' : 'md-math'}
      // What scrolls has to be reachable by keyboard and named.
      tabIndex={isWide ? 0 : undefined}
      role={isWide ? 'group' : undefined}
      aria-label={isWide ? 'Formula' : undefined}
      dir="ltr"
    >
      <span ref={target} hidden={!drawn} />
      {!drawn && <code>{source.trim()}</code>}
      {when === 'asked' && !asked && (
        <button type="button" className="md-load" onClick={() => setAsked(true)}>
          Show the formula
        </button>
      )}
    </span>
  )
}
