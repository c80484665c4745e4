/** The key of a button, drawn on it and no part of its words; not where there is no keyboard. */
export const KeyHint = ({ keyName }: { keyName: string }) => (
  <span
    aria-hidden
    data-key={keyName}
    className="inline-flex h-5 min-w-5 items-center justify-center rounded-label border border-line-strong bg-raise px-1 font-mono text-micro text-ink-2 before:content-[attr(data-key)] touch:hidden"
  />
)
