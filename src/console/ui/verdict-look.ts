import { Check, type LucideIcon, PencilLine, X } from 'lucide-react'

import { verdictWord } from '../util/verdict-word.ts'

/** A verdict as it is drawn: word, sign and colour, none of which stands alone. */
export interface VerdictLook {
  word: string
  icon: LucideIcon
  ink: string
  /** Where it is the one that was given. */
  chosen: string
}

const looks: Record<string, Omit<VerdictLook, 'word'>> = {
  pass: { icon: Check, ink: 'text-ok', chosen: 'border-ok bg-ok-soft text-ok' },
  needs_work: {
    icon: PencilLine,
    ink: 'text-attention',
    chosen: 'border-attention bg-attention-soft text-attention',
  },
  fail: { icon: X, ink: 'text-error', chosen: 'border-error bg-error-soft text-error' },
}

const UNKNOWN = {
  icon: PencilLine,
  ink: 'text-ink-2',
  chosen: 'border-line-strong bg-hover text-ink',
}

export const verdictLook = (verdict: string): VerdictLook => ({
  word: verdictWord(verdict),
  ...(looks[verdict] ?? UNKNOWN),
})
