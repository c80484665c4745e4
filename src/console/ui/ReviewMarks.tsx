import clsx from 'clsx'
import { Flag, type LucideIcon, MessageSquarePlus, Split } from 'lucide-react'

import { countText } from '../util/number.ts'
import { VerdictMark } from './VerdictMark.tsx'

/** All reviews of a thread in short. */
interface InShort {
  verdict: string | null
  split: boolean
  flags: number
  went_on: boolean
}

/** What was thought of a thread, quietly: its verdict, and what a reader should know of it. */
export const ReviewMarks = ({
  review: { verdict, split, flags, went_on },
  hidesWord = true,
}: {
  review: InShort
  hidesWord?: boolean
}) => (
  <>
    {flags > 0 && <Mark icon={Flag} words={countText(flags, 'flag')} className="text-attention" />}
    {split && <Mark icon={Split} words="Reviewers differ" className="text-ink-3" />}
    {went_on && (
      <Mark
        icon={MessageSquarePlus}
        words="Messages came after the verdict"
        className="text-ink-3"
      />
    )}
    {verdict !== null && (
      <VerdictMark verdict={verdict} hidesWord={hidesWord} className="relative" />
    )}
  </>
)

const Mark = ({
  icon: Icon,
  words,
  className,
}: {
  icon: LucideIcon
  words: string
  className: string
}) => (
  <span className={clsx('relative inline-flex shrink-0', className)} title={words}>
    <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
    <span className="sr-only">{words}</span>
  </span>
)
