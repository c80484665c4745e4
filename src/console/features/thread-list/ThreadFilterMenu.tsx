import { ListFilter } from 'lucide-react'
import { type FormEvent, useId, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import type { ThreadFilters, ThreadOrder } from '#console/api/threads.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { Button } from '#console/ui/Button.tsx'
import { Select, TextField } from '#console/ui/Field.tsx'
import { placePopover } from '#console/ui/place-popover.ts'
import { MAX_METADATA_KEY, MAX_METADATA_VALUE } from '#contract/limits.ts'
import type { Thread } from '#contract/thread.ts'

import { pairsIn } from './list-rows.ts'
import { orders } from './orders.ts'

const EMPTY = { key: '', value: '' }

/** Order of the list, and metadata it is narrowed to. */
export const ThreadFilterMenu = ({
  filters,
  threads,
  onChange,
}: {
  filters: ThreadFilters
  /** The threads of the list. Their metadata is offered while typing. */
  threads: readonly Thread[]
  onChange: (filters: ThreadFilters) => void
}) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDialogElement>(null)
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState(EMPTY)
  useAction('threads.filter', () => panel.current?.showPopover())
  const key = typed.key.trim()
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!key) return
    const metadata = { ...filters.metadata, [key]: typed.value }
    onChange({ ...filters, metadata })
    panel.current?.hidePopover()
    // The row that opened it by key may be gone from the list.
    button.current?.focus()
  }
  return (
    <>
      <Button
        ref={button}
        variant="quiet"
        icon={ListFilter}
        popoverTarget={id}
        data-filters
        aria-expanded={open}
        aria-haspopup="dialog"
      >
        Filter
      </Button>
      <dialog
        ref={panel}
        id={id}
        popover="auto"
        aria-label="Filter threads"
        className="w-72 rounded-card border border-line-strong bg-raise p-3 text-ink shadow-raise"
        onToggle={(event) => {
          const opened = event.newState === 'open'
          // Its contents have to be there before it is placed and focused.
          flushSync(() => {
            setOpen(opened)
            setTyped(EMPTY)
          })
          const anchor = button.current?.getBoundingClientRect()
          if (!opened || !panel.current || !anchor) return
          placePopover(panel.current, anchor, 'start')
          panel.current.querySelector('select')?.focus()
        }}
      >
        {open && (
          <form className="space-y-3" onSubmit={add}>
            <Select
              label="Order"
              value={filters.order}
              options={orders}
              // Its options are the orders.
              onChange={(event) =>
                onChange({ ...filters, order: event.target.value as ThreadOrder })
              }
            />
            <div className="grid grid-cols-2 gap-2">
              <TextField
                label="Metadata key"
                list={`${id}keys`}
                maxLength={MAX_METADATA_KEY}
                value={typed.key}
                onChange={(event) => setTyped({ ...typed, key: event.target.value })}
              />
              <TextField
                label="Value"
                list={`${id}values`}
                maxLength={MAX_METADATA_VALUE}
                value={typed.value}
                onChange={(event) => setTyped({ ...typed, value: event.target.value })}
              />
              <OfferedPairs id={id} of={key} threads={threads} />
            </div>
            <Button type="submit" size="small" className="w-full">
              Add filter
            </Button>
          </form>
        )}
      </dialog>
    </>
  )
}

/** The keys that are offered, and the values of one; gathered only while the menu is open. */
const OfferedPairs = ({
  id,
  of,
  threads,
}: {
  id: string
  of: string
  threads: readonly Thread[]
}) => {
  const known = useMemo(() => pairsIn(threads), [threads])
  return (
    <>
      <Offered id={`${id}keys`} values={[...known.keys()]} />
      <Offered id={`${id}values`} values={known.get(of) ?? []} />
    </>
  )
}

const Offered = ({ id, values }: { id: string; values: readonly string[] }) => (
  <datalist id={id}>
    {values.map((value) => (
      <option key={value} value={value}>
        {value}
      </option>
    ))}
  </datalist>
)
