import clsx from 'clsx'
import { Check } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'

import { isComposing } from '../util/composition.ts'
import { countText } from '../util/number.ts'
import { control } from './Field.tsx'
import { type MenuItem, isOff } from './Menu.tsx'
import { MENU_SURFACE, useMenuPopover } from './use-menu-popover.ts'

export interface SearchMenuProps {
  /** What the list is of, for those who do not see the button. */
  label: string
  /** The label of the field. */
  search: string
  /** Or what makes them of what is typed. */
  items: readonly MenuItem[] | ((typed: string) => readonly MenuItem[])
  /** Stand below, whatever is typed. */
  always?: readonly MenuItem[]
  onSearch?: ((text: string) => void) | undefined
  align?: 'start' | 'end'
  children: ReactNode
  /** Classes of the button. */
  className?: string
}

const showPart = (id: string) => document.getElementById(id)?.scrollIntoView({ block: 'nearest' })

const matches = ({ label, hint = '' }: MenuItem, typed: string): boolean => {
  const text = `${label} ${hint}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/**
 * A button with a long list and a field that filters it. The field keeps the focus; arrow keys, Page Up
 * and Page Down move through the list, Enter chooses, Escape closes and gives focus back.
 */
export const SearchMenu = ({
  label,
  search,
  items: given,
  always = [],
  onSearch,
  align = 'end',
  children,
  className,
}: SearchMenuProps) => {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState<number | undefined>(0)
  const items = typeof given === 'function' ? given(typed.trim()) : given
  const found = items.filter((item) => matches(item, typed.trim()))
  const shown = [...found, ...always]
  // The first that is found. What is not there stands for none of the others, until a key leads to one.
  const first = found.length > 0 ? 0 : -1
  const at = active === undefined ? first : Math.min(active, shown.length - 1)

  const checked = Math.max(
    0,
    items.findIndex((item) => item.checked),
  )
  const frame = { id: `${id}popover`, label, align }
  const { open, place, close, buttonProps, popoverProps } = useMenuPopover(frame, {
    onOpenChange: () => {
      setTyped('')
      setActive(checked)
    },
    onOpened: () => {
      field.current?.focus()
      // It was not laid out when it was made active.
      showPart(`${id}${checked}`)
    },
  })
  useLayoutEffect(() => {
    // It may stand above its button, and is less high with each letter.
    if (open) place()
  }, [open, place, shown.length])
  useLayoutEffect(() => {
    if (open) showPart(`${id}${at}`)
  }, [open, id, at])

  const choose = (item: MenuItem | undefined) => {
    if (!item || isOff(item)) return
    if (!item.keepsOpen) close()
    item.onSelect()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    const to = targetOf(event.key, at, shown.length)
    if (event.key === 'Tab') return close()
    if (event.key === 'Enter') choose(shown[at])
    else if (to !== undefined) setActive(to)
    else return
    event.preventDefault()
    // It may stand in a form that sends by Enter.
    event.stopPropagation()
  }
  return (
    <>
      <button
        {...buttonProps}
        type="button"
        aria-haspopup="listbox"
        aria-controls={open ? id : undefined}
        className={className}
      >
        {children}
      </button>
      <div {...popoverProps} className={clsx('w-72', MENU_SURFACE)}>
        {open && (
          <div className="flex max-h-[min(24rem,70dvh)] flex-col">
            <input
              ref={field}
              type="text"
              role="combobox"
              aria-label={search}
              placeholder={search}
              aria-expanded
              aria-autocomplete="list"
              aria-controls={id}
              aria-activedescendant={at < 0 ? undefined : `${id}${at}`}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                setActive(undefined)
                onSearch?.(event.target.value)
              }}
              onKeyDown={onKeyDown}
              className={clsx(control, 'mb-1 h-8 shrink-0')}
            />
            <output className={found.length > 0 ? 'sr-only' : 'px-2 py-1.5 text-small text-ink-3'}>
              {typed !== '' &&
                (found.length > 0 ? countText(found.length, 'match', 'matches') : 'No match')}
            </output>
            {/* The field has the keys. */}
            <div
              id={id}
              role="listbox"
              aria-label={label}
              tabIndex={-1}
              className="min-h-0 flex-1 overflow-y-auto"
            >
              {shown.map((item, place) => (
                <Option
                  key={item.id ?? item.label}
                  id={`${id}${place}`}
                  item={item}
                  isActive={place === at}
                  onChoose={() => choose(item)}
                />
              ))}
            </div>
          </div>
        )}
      </div>
    </>
  )
}

const Option = ({
  id,
  item,
  isActive,
  onChoose,
}: {
  id: string
  item: MenuItem
  isActive: boolean
  onChoose: () => void
}) => (
  // Keys come to it through the field.
  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
  <div
    id={id}
    role="option"
    tabIndex={-1}
    aria-selected={item.checked ?? false}
    aria-disabled={isOff(item)}
    onClick={onChoose}
    className={clsx(
      'flex cursor-default items-center gap-2 rounded-label px-2 py-1.5 hover:bg-hover',
      isActive && 'bg-hover outline-2 -outline-offset-2 outline-accent',
      isOff(item) && 'text-ink-3',
      item.separated && 'mt-1 border-t border-line',
    )}
  >
    {item.mark}
    <span className="min-w-0 flex-1">
      <span className="block truncate">{item.label}</span>
      {(item.whyNot ?? item.hint) && (
        <span className="block truncate text-meta text-ink-3">{item.whyNot ?? item.hint}</span>
      )}
    </span>
    {item.checked && <Check aria-hidden className="icon text-accent" />}
  </div>
)

const PAGE = 8

/** Home and End are the field's own. */
const targetOf = (key: string, at: number, count: number): number | undefined => {
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (Math.max(at, 0) - 1 + count) % count
  if (key === 'PageDown') return Math.min(count - 1, at + PAGE)
  if (key === 'PageUp') return Math.max(0, at - PAGE)
  return undefined
}
