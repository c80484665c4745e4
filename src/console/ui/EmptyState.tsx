import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** What this place is for, and the one thing to do. */
export const EmptyState = ({
  icon: Icon,
  title,
  heading: Title = 'p',
  children,
  action,
}: {
  icon?: LucideIcon
  title: string
  /** `h1` where this is all there is on the page. */
  heading?: 'p' | 'h1'
  children?: ReactNode
  action?: ReactNode
}) => (
  <div className="flex flex-col items-center justify-center gap-3 px-6 py-12 text-center">
    {Icon && <Icon aria-hidden className="size-6 text-ink-3" strokeWidth={1.5} />}
    <div className="max-w-80 space-y-1">
      <Title className="font-heading tracking-normal text-ink">{title}</Title>
      {children && <div className="text-small text-pretty text-ink-2">{children}</div>}
    </div>
    {action}
  </div>
)
