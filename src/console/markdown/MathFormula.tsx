import { useEffect, useRef, useState } from 'react'

/** A longer formula is shown as its source. */
const MAX_SOURCE = 5_000

/** TeX as MathML, which every browser sets by itself; its source until then, and where it is wrong. */
export const MathFormula = ({ source, block }: { source: string; block: boolean }) => {
  const target = useRef<HTMLSpanElement>(null)
  const [drawn, setDrawn] = useState(false)
  useEffect(() => {
    let stopped = false
    if (source.length > MAX_SOURCE) return
    void import('temml').then(({ default: temml }) => {
      if (stopped || !target.current) return
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
    return () => {
      stopped = true
    }
  }, [source, block])
  return (
    <span
      className={block ? 'md-math md-math-block' : 'md-math'}
      tabIndex={block ? 0 : undefined}
      role={block ? 'group' : undefined}
      aria-label={block ? 'Formula' : undefined}
      dir="ltr"
    >
      <span ref={target} hidden={!drawn} />
      {!drawn && <code>{source.trim()}</code>}
    </span>
  )
}
