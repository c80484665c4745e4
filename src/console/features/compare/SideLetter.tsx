export const LETTERS = { left: 'A', right: 'B' } as const

/** What a side is called wherever it is spoken of. */
export const SideLetter = ({ side }: { side: 'left' | 'right' }) => (
  <span className="mt-0.5 inline-flex size-4.5 shrink-0 items-center justify-center rounded-label border border-line-strong bg-raise text-micro font-strong text-ink-2">
    {LETTERS[side]}
  </span>
)
