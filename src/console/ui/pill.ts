/** A button that floats over a list. */
export const PILL =
  'inline-flex min-h-7 items-center gap-1.5 rounded-full border border-transparent bg-ink px-3 text-small font-strong whitespace-nowrap text-page shadow-raise forced-plate'
