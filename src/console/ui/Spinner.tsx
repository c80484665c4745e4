import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'

/** Something is under way. With a label it says so aloud; without, what it stands in does. */
export const Spinner = ({ label, className }: { label?: string; className?: string }) => (
  <span role={label ? 'status' : undefined} className={clsx('inline-flex', className)}>
    <LoaderCircle aria-hidden className="icon animate-spin" />
    {label && <span className="sr-only">{label}</span>}
  </span>
)
