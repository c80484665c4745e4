import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

export const CARD = 'rounded-card border border-line bg-raise p-4 break-inside-avoid'

/** A part of the overview. @param beside stands below its name on a narrow one */
export const Card = ({
  name,
  hint,
  tools,
  beside,
  className,
  children,
}: {
  name: string
  hint?: ReactNode
  tools?: ReactNode
  beside?: ReactNode
  className?: string | undefined
  children: ReactNode
}) => {
  const id = useId()
  return (
    <section aria-labelledby={id} className={clsx('flex min-w-0 flex-col', CARD, className)}>
      <div className="flex items-start gap-x-4 gap-y-1.5">
        <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-1.5">
          <div className="min-w-0">
            <h2 id={id} className="text-base tracking-normal">
              {name}
            </h2>
            {hint && <p className="text-meta text-ink-3">{hint}</p>}
          </div>
          {beside}
        </div>
        {tools}
      </div>
      {children}
    </section>
  )
}
