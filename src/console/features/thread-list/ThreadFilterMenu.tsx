import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ListFilter } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { searchValuesQuery } from '#console/api/search.ts'
import type { ThreadFilters, ThreadOrder } from '#console/api/threads.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { Button } from '#console/ui/Button.tsx'
import { Select, TextField } from '#console/ui/Field.tsx'
import { SPOKEN, TIGHT } from '#console/ui/narrow-head.ts'
import { placePopover } from '#console/ui/place-popover.ts'
import { numberText, overText } from '#console/util/number.ts'
import { MAX_METADATA_KEY, MAX_METADATA_VALUE } from '#contract/limits.ts'

import { orders } from './orders.ts'

const EMPTY = { key: '', value: '' }
/** Where the focus goes in the panel. */
const FIRST = 'select, input'

/** Order of the list, and what it is narrowed to. */
export const ThreadFilterMenu = ({
  filters,
  hasOrder,
  onChange,
  onClear,
  children,
}: {
  filters: ThreadFilters
  /** Whether what is shown is in the order of the threads. */
  hasOrder: boolean
  onChange: (filters: ThreadFilters) => void
  /** Takes off all that narrows; undefined where nothing does. */
  onClear?: (() => void) | undefined
  /** What else narrows. */
  children?: ReactNode
}) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDialogElement>(null)
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState(EMPTY)
  useAction('threads.filter', () => panel.current?.showPopover())
  const key = typed.key.trim()
  const keyError = overText(key.length, MAX_METADATA_KEY)
  const valueError = overText(typed.value.length, MAX_METADATA_VALUE)
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!key || keyError !== undefined || valueError !== undefined) return
    const metadata = { ...filters.metadata, [key]: typed.value }
    onChange({ ...filters, metadata })
    panel.current?.hidePopover()
    // The row that opened it by key may be gone from the list.
    button.current?.focus()
  }
  const place = () => {
    const anchor = button.current?.getBoundingClientRect()
    if (panel.current && anchor) placePopover(panel.current, anchor, 'start')
  }
  /** What has the focus as the panel opens. */
  const placed = useRef<Element>(null)
  const hasTyped = useRef(false)
  hasTyped.current = typed !== EMPTY
  const latestPlace = useRef(place)
  latestPlace.current = place
  useEffect(() => {
    const form = open ? panel.current?.querySelector('form') : undefined
    if (!form) return undefined
    // Some of its fields come a moment later.
    const observer = new ResizeObserver(() => latestPlace.current())
    const beginAbove = new MutationObserver(() => {
      const first = form.querySelector<HTMLElement>(FIRST)
      // Not where the reader went on already.
      const { current } = placed
      if (first === current || document.activeElement !== current || hasTyped.current) return
      beginAbove.disconnect()
      first?.focus()
      panel.current?.scrollTo({ top: 0 })
    })
    beginAbove.observe(form, { childList: true, subtree: true })
    observer.observe(form)
    return () => {
      observer.disconnect()
      beginAbove.disconnect()
    }
  }, [open])
  const clear = () => {
    onClear?.()
    setTyped(EMPTY)
    // The button that was pressed goes with what it took off.
    panel.current?.querySelector<HTMLElement>(FIRST)?.focus()
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
        className={TIGHT}
      >
        <span className={SPOKEN}>Filter</span>
      </Button>
      <dialog
        ref={panel}
        id={id}
        popover="auto"
        aria-label="Filter threads"
        aria-describedby={`${id}counts`}
        className="w-[min(21rem,calc(100vw-1rem))] overflow-y-auto rounded-card border border-line-strong bg-raise p-3 text-ink shadow-raise"
        onToggle={(event) => {
          const opened = event.newState === 'open'
          // Its contents have to be there before it is placed and focused.
          flushSync(() => {
            setOpen(opened)
            setTyped(EMPTY)
          })
          if (!opened || !panel.current) return
          place()
          panel.current.querySelector<HTMLElement>(FIRST)?.focus()
          placed.current = document.activeElement
        }}
      >
        {open && (
          <form className="space-y-3" onSubmit={add}>
            <p id={`${id}counts`} className="text-meta text-ink-3">
              Numbers count all threads
            </p>
            {hasOrder && (
              <Select
                label="Order"
                value={filters.order}
                options={orders}
                // Its options are the orders.
                onChange={(event) =>
                  onChange({ ...filters, order: event.target.value as ThreadOrder })
                }
              />
            )}
            {children}
            <div className="grid grid-cols-2 gap-2">
              <TextField
                label="Metadata key"
                list={`${id}keys`}
                {...(keyError !== undefined && { error: keyError })}
                value={typed.key}
                onChange={(event) => setTyped({ ...typed, key: event.target.value })}
              />
              <TextField
                label="Value"
                list={`${id}values`}
                {...(valueError !== undefined && { error: valueError })}
                value={typed.value}
                onChange={(event) => setTyped({ ...typed, value: event.target.value })}
              />
              <OfferedPairs {...{ id, typed }} />
            </div>
            <div className="flex gap-2">
              <Button type="submit" size="small" className="flex-1">
                Add filter
              </Button>
              {onClear && (
                <Button size="small" variant="quiet" onClick={clear}>
                  Clear all
                </Button>
              )}
            </div>
          </form>
        )}
      </dialog>
    </>
  )
}

/** How many keys, and values of one, are offered. */
const OFFERED = 50

/** The keys that begin so, and the values of one, as they exist in all threads. */
const OfferedPairs = ({ id, typed }: { id: string; typed: typeof EMPTY }) => {
  const key = typed.key.trim()
  const keys = useQuery({
    ...searchValuesQuery({ operator: 'meta', prefix: key, limit: OFFERED }),
    placeholderData: keepPreviousData,
  }).data?.data
  const values = useQuery({
    ...searchValuesQuery({ operator: 'meta', key, prefix: typed.value, limit: OFFERED }),
    enabled: key !== '',
    placeholderData: keepPreviousData,
  }).data?.data
  return (
    <>
      <datalist id={`${id}keys`}>
        {keys?.map((each) => (
          <option key={each.key} value={each.key} aria-label={each.key} />
        ))}
      </datalist>
      <datalist id={`${id}values`}>
        {key !== '' &&
          values
            ?.filter((each) => each.key === key)
            .map(({ value, threads, more }) => (
              <option key={value} value={value}>
                {threads === null ? value : `${value} (${numberText(threads)}${more ? '+' : ''})`}
              </option>
            ))}
      </datalist>
    </>
  )
}
