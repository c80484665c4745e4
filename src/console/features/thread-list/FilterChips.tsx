import { X } from 'lucide-react'

import type { ThreadFilters } from '#console/api/threads.ts'
import { LINE_BREAK } from '#console/util/line-breaks.ts'
import { shownName } from '#console/util/shown-name.ts'

import { orders } from './orders.ts'

/** What narrows or orders the list, each with a way to take it off. */
export const FilterChips = ({
  filters,
  onChange,
}: {
  filters: ThreadFilters
  onChange: (filters: ThreadFilters) => void
}) => {
  const pairs = Object.entries(filters.metadata)
  const order = orders.find(({ value }) => value === filters.order && value !== 'activity')
  if (pairs.length === 0 && !order) return null
  const without = (key: string) => Object.fromEntries(pairs.filter(([each]) => each !== key))
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-1.5 px-3.5 pb-2.5">
      {pairs.map(([key, value]) => (
        <Chip
          key={key}
          text={inOneLine(`${key} = ${value}`)}
          onRemove={() => onChange({ ...filters, metadata: without(key) })}
        />
      ))}
      {order && (
        <Chip text={order.label} onRemove={() => onChange({ ...filters, order: 'activity' })} />
      )}
    </ul>
  )
}

/** A line break would be shown as the blank that a value may have in its place. */
const inOneLine = (text: string): string =>
  shownName(text).replaceAll(new RegExp(LINE_BREAK, 'g'), ' ↵ ')

/** Puts the focus on the chip that took a place, else on what opens the filters. */
const focusChip = (list: HTMLElement | null, at: number): void => {
  const left = list?.isConnected ? [...list.querySelectorAll('button')] : []
  const next = left[at] ?? left.at(-1) ?? document.querySelector<HTMLElement>('[data-filters]')
  next?.focus()
}

const Chip = ({ text, onRemove }: { text: string; onRemove: () => void }) => (
  <li className="inline-flex max-w-full items-center rounded-label bg-accent-soft text-meta font-medium text-accent">
    <bdi className="truncate py-1 ps-2">{text}</bdi>
    <button
      type="button"
      aria-label={`Remove ${text}`}
      onClick={(event) => {
        const list = event.currentTarget.closest('ul')
        const at = [...(list?.querySelectorAll('button') ?? [])].indexOf(event.currentTarget)
        onRemove()
        requestAnimationFrame(() => focusChip(list, at))
      }}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-label hover:bg-hover"
    >
      <X aria-hidden className="size-3" strokeWidth={2} />
    </button>
  </li>
)
