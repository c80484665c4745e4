import clsx from 'clsx'
import { X } from 'lucide-react'
import { useId } from 'react'

import { shownName } from '../util/shown-name.ts'

/** A label: its name on a ground of its colour. */
export const LabelChip = ({
  name,
  color,
  isQuiet = false,
  onRemove,
}: {
  name: string
  color: string
  /** It is offered no more. */
  isQuiet?: boolean
  onRemove?: (() => void) | undefined
}) => {
  const id = useId()
  return (
    <span
      data-label-color={color}
      title={shownName(name)}
      className={clsx(
        'label-chip inline-flex max-w-full min-w-0 items-center rounded-label text-meta leading-[1.125rem] font-medium',
        isQuiet && 'line-through decoration-1',
      )}
    >
      <bdi id={id} className={clsx('truncate ps-1.5', !onRemove && 'pe-1.5')}>
        {shownName(name)}
      </bdi>
      {onRemove && (
        <button
          type="button"
          aria-label={`Take off ${shownName(name)}`}
          onClick={onRemove}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-label hover:bg-hover/50"
        >
          <X aria-hidden className="size-3" strokeWidth={2} />
        </button>
      )}
    </span>
  )
}

/** The colour of a label alone, beside its name. */
export const LabelDot = ({ color }: { color: string }) => (
  <span
    aria-hidden
    data-label-color={color}
    className="label-dot inline-block size-2.5 shrink-0 rounded-full"
  />
)
