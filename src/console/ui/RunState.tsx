import clsx from 'clsx'

import type { RunStatus } from '#contract/run-status.ts'

import { runLook, type Tone } from './run-state.ts'

const dots: Record<Tone, string> = {
  neutral: 'border-ink-3 bg-ink-3',
  accent: 'border-accent bg-accent',
  ok: 'border-ok bg-ok',
  attention: 'border-attention bg-attention',
  error: 'border-error bg-error',
}
/** Where colours are the system's the form tells them apart. */
const forms: Record<Tone, string> = {
  neutral: '',
  accent: '',
  ok: '',
  attention: 'forced-colors:rotate-45 forced-colors:rounded-none',
  error: 'forced-colors:rounded-none',
}
const words: Record<Tone, string> = {
  neutral: 'text-ink-2',
  accent: 'text-accent',
  ok: 'text-ink-2',
  attention: 'text-attention',
  error: 'text-error',
}

/** The mark of a run's state; the word beside it says the same, so it is silent. */
export const StatusDot = ({
  status,
  saysError = false,
  className,
}: {
  status: RunStatus
  /** It went well, but for what came out of it. */
  saysError?: boolean
  className?: string
}) => {
  const look = runLook(status)
  const tone = saysError ? 'attention' : look.tone
  const ring = look.ring || saysError
  return (
    <span
      aria-hidden
      className={clsx(
        'inline-block size-2 shrink-0 rounded-full border-[1.75px] [forced-color-adjust:none]',
        dots[tone],
        ring && 'bg-transparent',
        forms[tone],
        status === 'in_progress' && 'ring-2 ring-accent-soft',
        className,
      )}
    />
  )
}

/** A run's state: dot and word. */
export const RunState = ({ status, className }: { status: RunStatus; className?: string }) => {
  const { word, tone } = runLook(status)
  return (
    <span className={clsx('inline-flex items-center gap-1.5', words[tone], className)}>
      <StatusDot status={status} />
      {word}
    </span>
  )
}
