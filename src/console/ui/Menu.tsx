import clsx from 'clsx'
import { Check, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { placePopover } from './place-popover.ts'

export interface MenuItem {
  /** Where two may have one label. */
  id?: string
  label: string
  icon?: LucideIcon
  onSelect: () => void
  /** Makes it one of a choice. */
  checked?: boolean
  danger?: boolean
  disabled?: boolean
  /** Shown under the label: why it is disabled, or what it does. */
  hint?: string
  /** A hairline above it. */
  separated?: boolean
}

export interface MenuProps {
  /** What the menu is of, for those who do not see the button. */
  label: string
  items: readonly MenuItem[]
  /** What the button shows. */
  children: ReactNode
  align?: 'start' | 'end'
  /** Classes of the button. */
  className?: string
  disabled?: boolean
  tabIndex?: number
}

/** A button with a menu. Arrow keys, Home, End, first letters; Escape closes and gives focus back. */
export const Menu = ({
  label,
  items,
  children,
  align = 'end',
  className,
  disabled,
  tabIndex,
}: MenuProps) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const fromEnd = useRef(false)

  const onToggle = (opened: boolean) => {
    // The items have to be there before the menu is placed by its height and one is focused.
    flushSync(() => setOpen(opened))
    const anchor = button.current?.getBoundingClientRect()
    if (!opened || !menu.current || !anchor) return
    placePopover(menu.current, anchor, align)
    const shown = itemsIn(menu.current)
    const checked = shown.find((item) => item.getAttribute('aria-checked') === 'true')
    const first = fromEnd.current ? shown.at(-1) : (checked ?? shown[0])
    fromEnd.current = false
    first?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        disabled={disabled}
        tabIndex={tabIndex}
        className={className}
        popoverTarget={id}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          fromEnd.current = event.key === 'ArrowUp'
          menu.current?.showPopover()
        }}
      >
        {children}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="min-w-44 overflow-y-auto rounded-card border border-line-strong bg-raise p-1 text-ink shadow-raise"
        onToggle={(event) => onToggle(event.newState === 'open')}
        onKeyDown={(event) => moveFocus(event, () => menu.current?.hidePopover())}
      >
        {open && (
          <MenuItems
            items={items}
            onSelect={(item) => {
              menu.current?.hidePopover()
              item.onSelect()
            }}
          />
        )}
      </div>
    </>
  )
}

const MenuItems = ({
  items,
  onSelect,
}: {
  items: readonly MenuItem[]
  onSelect: (item: MenuItem) => void
}) =>
  items.map((item) => (
    <button
      key={item.id ?? item.label}
      type="button"
      role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={item.checked}
      aria-disabled={item.disabled}
      tabIndex={-1}
      onClick={() => !item.disabled && onSelect(item)}
      className={clsx(
        'flex w-full items-center gap-2 rounded-label px-2 py-1.5 text-start hover:bg-hover focus:bg-hover focus:outline-none',
        item.danger && 'text-error',
        item.disabled && 'text-ink-3',
        item.separated && 'mt-1 border-t border-line pt-2',
      )}
    >
      {item.icon && <item.icon aria-hidden className="icon" />}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.hint && <span className="block text-meta text-ink-3">{item.hint}</span>}
      </span>
      {item.checked && <Check aria-hidden className="icon text-accent" />}
    </button>
  ))

const itemsIn = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')]

const moveFocus = (event: KeyboardEvent<HTMLElement>, close: () => void) => {
  const items = itemsIn(event.currentTarget)
  const at = items.findIndex((item) => item === document.activeElement)
  const target = targetOf(event.key, items, at)
  if (event.key === 'Tab') return close()
  if (!target) return
  event.preventDefault()
  event.stopPropagation()
  target.focus()
}

const targetOf = (key: string, items: HTMLElement[], at: number): HTMLElement | undefined => {
  if (key === 'ArrowDown') return items[(at + 1) % items.length]
  if (key === 'ArrowUp') return items.at((at - 1) % items.length)
  if (key === 'Home') return items[0]
  if (key === 'End') return items.at(-1)
  if (key.length !== 1 || key === ' ') return undefined
  const letter = key.toLowerCase()
  const rotated = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  return rotated.find((item) => item.textContent.toLowerCase().startsWith(letter))
}
