import clsx from 'clsx'

import { countText, numberText } from '../util/number.ts'
import { verdictWord } from '../util/verdict-word.ts'

interface Counts {
  pass: number
  needs_work: number
  fail: number
}

const PARTS = [
  { verdict: 'pass', look: 'bg-ok' },
  { verdict: 'needs_work', look: 'bg-attention' },
  { verdict: 'fail', look: 'bg-error' },
] as const

/** What verdicts came to, in words: `11 pass, 4 needs work, 2 fail`. */
export const verdictsText = (counts: Counts): string =>
  PARTS.filter(({ verdict }) => counts[verdict] > 0)
    .map(({ verdict }) => `${numberText(counts[verdict])} ${verdictWord(verdict).toLowerCase()}`)
    .join(', ') || 'No verdicts yet'

/**
 * How verdicts are divided, as a bar; in words for those who do not see it.
 * @param of what the whole bar is; without it the verdicts alone are
 * @param told judged, and told to nobody yet
 */
export const VerdictBar = ({
  counts,
  of,
  sealed = 0,
  className,
}: {
  counts: Counts
  of?: number
  sealed?: number
  className?: string
}) => {
  const { pass, needs_work, fail } = counts
  const whole = Math.max(of ?? pass + needs_work + fail, 1)
  const width = (count: number) => ({ width: `${(100 * count) / whole}%` })
  const words = [
    verdictsText(counts),
    ...(sealed > 0 ? [countText(sealed, 'verdict is', 'verdicts are') + ' not told yet'] : []),
  ].join(', ')
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      className={clsx(
        'flex h-2 min-w-0 overflow-hidden rounded-full bg-hover forced-colors:border forced-colors:border-[CanvasText]',
        className,
      )}
    >
      {PARTS.map(({ verdict, look }) => (
        <span
          key={verdict}
          style={width(counts[verdict])}
          className={clsx(
            'h-full not-first:border-s not-first:border-raise forced-color-adjust-none',
            look,
            counts[verdict] === 0 && 'hidden',
          )}
        />
      ))}
      {sealed > 0 && <span style={width(sealed)} className="h-full bg-ink-3" />}
    </span>
  )
}
