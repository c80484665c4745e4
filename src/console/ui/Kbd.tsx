/** A key, as printed on it. */
export const Kbd = ({ children }: { children: string }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-label border border-line-strong bg-raise px-1 text-micro text-ink-2">
    {children}
  </kbd>
)
