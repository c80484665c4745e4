import clsx from 'clsx'
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'

export interface Tab<Id extends string> {
  id: Id
  label: string
  panel: ReactNode
}

/** Tabs over one panel; arrow keys move, and only the selected panel is rendered. */
export const Tabs = <Id extends string>({
  label,
  tabs,
  selected,
  onSelect,
  start,
  end,
}: {
  label: string
  tabs: readonly Tab<Id>[]
  selected: Id
  onSelect: (id: Id) => void
  /** Stands before the tabs. */
  start?: ReactNode
  /** Stands at the end of the row of tabs. */
  end?: ReactNode
}) => {
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === selected)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = next === undefined ? undefined : tabs.at(next % tabs.length)
    if (!tab) return
    event.preventDefault()
    onSelect(tab.id)
    list.current?.querySelector<HTMLElement>(`[id="${base}${tab.id}"]`)?.focus()
  }
  const current = tabs.find((tab) => tab.id === selected) ?? tabs[0]
  return (
    <>
      <div className="flex min-h-bar shrink-0 items-end justify-between gap-2 border-b border-line ps-1 pe-2.5">
        {start && <div className="flex h-full items-center">{start}</div>}
        <div ref={list} role="tablist" aria-label={label} className="flex flex-1">
          {tabs.map((tab) => (
            <button
              key={tab.id}
              id={`${base}${tab.id}`}
              type="button"
              role="tab"
              aria-selected={tab === current}
              aria-controls={tab === current ? `${base}panel` : undefined}
              tabIndex={tab === current ? 0 : -1}
              onClick={() => onSelect(tab.id)}
              onKeyDown={onKeyDown}
              className={clsx(
                '-mb-px h-12 border-b-2 px-3 pt-1 font-strong transition-colors duration-100 focus-visible:-outline-offset-3',
                tab === current
                  ? 'border-accent text-ink'
                  : 'border-transparent text-ink-2 hover:text-ink',
              )}
            >
              {tab.label}
            </button>
          ))}
        </div>
        <div className="flex h-full items-center">{end}</div>
      </div>
      <div
        id={`${base}panel`}
        role="tabpanel"
        aria-labelledby={`${base}${current?.id ?? ''}`}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        {current?.panel}
      </div>
    </>
  )
}
