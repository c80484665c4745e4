import clsx from 'clsx'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'accent' | 'ok' | 'attention' | 'error'

const tones: Record<Tone, string> = {
  neutral: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent',
  ok: 'bg-ok-soft text-ok',
  attention: 'bg-attention-soft text-attention',
  error: 'bg-error-soft text-error',
}

/** A short mark on something. */
export const Badge = ({
  tone = 'neutral',
  className,
  children,
}: {
  tone?: Tone
  className?: string
  children: ReactNode
}) => (
  <span
    className={clsx(
      'inline-flex max-w-full items-center gap-1 rounded-label px-1.5 py-px text-meta font-medium',
      tones[tone],
      className,
    )}
  >
    {children}
  </span>
)
