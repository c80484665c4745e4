import clsx from 'clsx'

import { KeyHint } from '#console/ui/KeyHint.tsx'
import { verdictLook } from '#console/ui/verdict-look.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Verdict } from '#contract/review.ts'

/** One button a verdict; the one that is given is pressed, and pressed again it is taken back. */
export const VerdictButtons = ({
  given,
  onGive,
  whyNot,
}: {
  given: string | null
  onGive: (verdict: Verdict) => void
  whyNot: string | undefined
}) => (
  <div role="group" aria-label="Verdict" className="grid grid-cols-3 gap-2">
    {VERDICTS.map((verdict, at) => {
      const { word, icon: Icon, ink, chosen } = verdictLook(verdict)
      const isGiven = given === verdict
      return (
        <button
          key={verdict}
          type="button"
          aria-pressed={isGiven}
          aria-keyshortcuts={String(at + 1)}
          disabled={whyNot !== undefined}
          title={whyNot}
          onClick={() => onGive(verdict)}
          className={clsx(
            'flex min-w-0 flex-col items-center gap-1 rounded-card border px-1 py-2.5 font-strong transition-colors duration-100 disabled:opacity-55',
            isGiven
              ? clsx(chosen, 'ring-1 ring-current')
              : 'border-line-strong bg-raise text-ink enabled:hover:bg-hover',
          )}
        >
          <Icon aria-hidden className={clsx('icon', !isGiven && ink)} />
          <span className="max-w-full truncate">{word}</span>
          <KeyHint keyName={String(at + 1)} />
        </button>
      )
    })}
  </div>
)
