import clsx from 'clsx'

import { verdictLook } from './verdict-look.ts'

/** A verdict: sign and word. */
export const VerdictMark = ({
  verdict,
  hidesWord = false,
  className,
}: {
  verdict: string
  /** Where there is room for its sign alone; the word is heard all the same. */
  hidesWord?: boolean
  className?: string
}) => {
  const { icon: Icon, word, ink } = verdictLook(verdict)
  return (
    <span
      title={hidesWord ? word : undefined}
      className={clsx('inline-flex shrink-0 items-center gap-1 font-medium', ink, className)}
    >
      <Icon aria-hidden className="size-3.5 flex-none" strokeWidth={2} />
      <span className={hidesWord ? 'sr-only' : undefined}>{word}</span>
    </span>
  )
}
