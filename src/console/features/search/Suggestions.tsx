import clsx from 'clsx'
import { History, ListFilter, X } from 'lucide-react'
import { type RefObject, useLayoutEffect, useRef } from 'react'

import { placePopover } from '#console/ui/place-popover.ts'
import { MENU_SURFACE } from '#console/ui/use-menu-popover.ts'

import type { Suggestion } from './suggest.ts'

export const optionId = (id: string, at: number) => `${id}${at}`

/** What is offered while a query is written, in groups. The field has the focus and the keys. */
export const Suggestions = ({
  id,
  anchor,
  items,
  active,
  onTake,
  onForget,
}: {
  id: string
  /** What it stands below. */
  anchor: RefObject<HTMLElement | null>
  items: readonly Suggestion[]
  active: number | undefined
  onTake: (item: Suggestion) => void
  onForget: (item: Suggestion) => void
}) => {
  const popover = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const shown = popover.current
    if (!shown) return undefined
    const place = () => {
      const box = anchor.current?.getBoundingClientRect()
      if (!box) return
      shown.style.width = `${Math.max(box.width, Math.min(390, innerWidth - 16))}px`
      placePopover(shown, box, 'start')
    }
    if (!shown.matches(':popover-open')) shown.showPopover()
    place()
    addEventListener('resize', place)
    return () => removeEventListener('resize', place)
  }, [anchor, items.length])
  useLayoutEffect(() => {
    if (active !== undefined)
      document.getElementById(optionId(id, active))?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  const groups = [...new Set(items.map(({ group }) => group))]
  return (
    <div ref={popover} popover="manual" className={MENU_SURFACE}>
      {/* Pressed with the mouse, the field keeps the focus. */}
      <div
        id={id}
        role="listbox"
        aria-label="Suggestions"
        tabIndex={-1}
        onMouseDown={(event) => event.preventDefault()}
        className="max-h-[min(26rem,60dvh)] overflow-y-auto"
      >
        {groups.map((group) => (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a group of options has no tag
          <div key={group} role="group" aria-label={headOf(group, items).join(', ')}>
            <p aria-hidden className="flex justify-between gap-2 px-2 pt-1.5 pb-1 text-meta">
              {headOf(group, items).map((text, at) => (
                <span key={text} className={at === 0 ? 'font-strong text-ink-2' : 'text-ink-3'}>
                  {text}
                </span>
              ))}
            </p>
            {items.map((item, at) =>
              item.group === group ? (
                <Option
                  key={item.id}
                  id={optionId(id, at)}
                  item={item}
                  isActive={at === active}
                  onTake={() => onTake(item)}
                  onForget={() => onForget(item)}
                />
              ) : null,
            )}
          </div>
        ))}
      </div>
    </div>
  )
}

/** What a group is, and what its numbers count where it has any. */
const headOf = (group: Suggestion['group'], items: readonly Suggestion[]): string[] =>
  items.some((item) => item.group === group && item.isCounted) ? [group, 'in all threads'] : [group]

const Option = ({
  id,
  item: { group, operator, label, isAbout, hint },
  isActive,
  onTake,
  onForget,
}: {
  id: string
  item: Suggestion
  isActive: boolean
  onTake: () => void
  onForget: () => void
}) => {
  const isRecent = group === 'Recent searches'
  const Icon = isRecent ? History : ListFilter
  return (
    // Keys come to it through the field.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onClick={onTake}
      className={clsx(
        'flex min-h-8 cursor-default items-center gap-2 rounded-label px-2 py-1 hover:bg-hover touch:min-h-10',
        isActive && 'bg-accent-soft outline-2 -outline-offset-2 outline-accent',
      )}
    >
      <Icon aria-hidden className="icon shrink-0 text-ink-3" strokeWidth={1.75} />
      <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
        {operator !== undefined && (
          <code className="max-w-[60%] shrink-0 truncate text-accent">{operator}</code>
        )}
        <bdi className={clsx('truncate', isAbout && 'text-ink-2')}>{label}</bdi>
      </span>
      {hint !== undefined && <span className="shrink-0 text-meta text-ink-3 tabular">{hint}</span>}
      {isRecent && (
        // By key it is Delete, as the field says.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <span
          aria-hidden
          title="Forget this search"
          onClick={(event) => {
            event.stopPropagation()
            onForget()
          }}
          className="-me-1 inline-flex size-6 shrink-0 items-center justify-center rounded-label text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X className="size-3" strokeWidth={2} />
        </span>
      )}
    </div>
  )
}
