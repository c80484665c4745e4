/** Says that there may be more than what was found, while texts are being made ready to be found. */
export const PartlySearched = () => (
  <p className="shrink-0 px-4.5 pb-1.5 text-meta text-ink-2">
    Not all searched yet: older texts are still being made ready to be found. There may be more
    matches soon.
  </p>
)
