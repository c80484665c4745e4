import type { ReactNode } from 'react'

/** A part of the Review tab under its heading. */
export const Section = ({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) => (
  <section aria-label={title} className="space-y-1.5">
    <div className="flex min-h-6 items-center justify-between gap-2">
      <h2 className="text-small font-strong tracking-normal text-ink-2">{title}</h2>
      {action}
    </div>
    {children}
  </section>
)
