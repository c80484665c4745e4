import type { ThreadFilters } from '#console/api/threads.ts'
import { Chip } from '#console/ui/Chip.tsx'
import { LINE_BREAK } from '#console/util/line-breaks.ts'
import { shownName } from '#console/util/shown-name.ts'

import { orders } from './orders.ts'

/** What opens the filters. */
const FILTERS = '[data-filters]'

/** What narrows or orders the list, each with a way to take it off. */
export const FilterChips = ({
  filters,
  hasOrder,
  onChange,
}: {
  filters: ThreadFilters
  /** Whether what is shown is in the order of the threads. */
  hasOrder: boolean
  onChange: (filters: ThreadFilters) => void
}) => {
  const pairs = Object.entries(filters.metadata)
  const order = hasOrder
    ? orders.find(({ value }) => value === filters.order && value !== 'activity')
    : undefined
  if (pairs.length === 0 && !order) return null
  const without = (key: string) => Object.fromEntries(pairs.filter(([each]) => each !== key))
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-1.5 px-3.5 pb-2.5">
      {pairs.map(([key, value]) => (
        <Chip
          key={key}
          text={inOneLine(`${key} = ${value}`)}
          otherwise={FILTERS}
          onRemove={() => onChange({ ...filters, metadata: without(key) })}
        />
      ))}
      {order && (
        <Chip
          text={order.label}
          otherwise={FILTERS}
          onRemove={() => onChange({ ...filters, order: 'activity' })}
        />
      )}
    </ul>
  )
}

/** A line break would be shown as the blank that a value may have in its place. */
const inOneLine = (text: string): string =>
  shownName(text).replaceAll(new RegExp(LINE_BREAK, 'g'), ' ↵ ')
