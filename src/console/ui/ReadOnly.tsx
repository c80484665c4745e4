import clsx from 'clsx'
import { Eye } from 'lucide-react'

/** Stands in place of what would be written in, or `within` it, where the reader may only read. */
export const ReadOnly = ({ why, within = false }: { why: string; within?: boolean }) => (
  <p
    className={clsx(
      'flex items-center gap-2 text-small text-ink-2',
      !within && 'border-t border-line px-4 py-3',
    )}
  >
    <Eye aria-hidden className="icon shrink-0" />
    <span>{why}</span>
  </p>
)
