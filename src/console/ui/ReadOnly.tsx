import { Eye } from 'lucide-react'

/** Stands in place of what would be written in, where the reader may only read. */
export const ReadOnly = ({ why }: { why: string }) => (
  <p className="flex items-center gap-2 border-t border-line px-4 py-3 text-small text-ink-2">
    <Eye aria-hidden className="icon shrink-0" />
    <span>{why}</span>
  </p>
)
