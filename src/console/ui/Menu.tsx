import clsx from 'clsx'
import { Check, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId } from 'react'

import { placeOf, type Typed, typedOn } from './find-by-letters.ts'
import { MENU_SURFACE, useMenuPopover } from './use-menu-popover.ts'

export interface MenuItem {
  /** Where two may have one label. */
  id?: string
  label: string
  icon?: LucideIcon
  /** Stands before the label in a list that is searched. */
  mark?: ReactNode
  /** A list that is searched stays open, for the next choice. */
  keepsOpen?: true
  onSelect: () => void
  /** Makes it one of a choice. */
  checked?: boolean
  danger?: boolean
  disabled?: boolean
  /** Why it may not be chosen: it is shown, disabled. */
  whyNot?: string | undefined
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

/** A button with a menu. Arrow keys, Home, End, first letters of a name; Escape closes and gives focus back. */
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
  const { open, close, buttonProps, popoverProps } = useMenuPopover(
    { id, label, align },
    {
      onOpened: (menu, isFromEnd) => {
        const shown = itemsIn(menu)
        const checked = shown.find((item) => item.getAttribute('aria-checked') === 'true')
        const first = isFromEnd ? shown.at(-1) : (checked ?? shown[0])
        first?.focus()
      },
    },
  )
  return (
    <>
      <button
        {...buttonProps}
        type="button"
        aria-haspopup="menu"
        aria-controls={open ? id : undefined}
        disabled={disabled}
        tabIndex={tabIndex}
        className={className}
      >
        {children}
      </button>
      <div
        {...popoverProps}
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={clsx('min-w-44', MENU_SURFACE)}
        onKeyDown={(event) => moveFocus(event, close)}
      >
        {open && (
          <MenuItems
            items={items}
            onSelect={(item) => {
              close()
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
      aria-disabled={isOff(item)}
      tabIndex={-1}
      onClick={() => !isOff(item) && onSelect(item)}
      className={clsx(
        'flex w-full items-center gap-2 rounded-label px-2 py-1.5 text-start hover:bg-hover focus:bg-hover focus:outline-none',
        item.danger && !isOff(item) && 'text-error',
        isOff(item) && 'text-ink-3',
        item.separated && 'mt-1 border-t border-line pt-2',
      )}
    >
      {item.icon && <item.icon aria-hidden className="icon" />}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {(item.whyNot ?? item.hint) && (
          <span className="block text-meta text-ink-3">{item.whyNot ?? item.hint}</span>
        )}
      </span>
      {item.checked && <Check aria-hidden className="icon text-accent" />}
    </button>
  ))

/** Whether an item is shown and cannot be chosen. */
export const isOff = ({ disabled, whyNot }: MenuItem): boolean | undefined =>
  disabled ?? (whyNot === undefined ? undefined : true)

const itemsIn = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')]

/** Only one menu is open at a time. */
let typed: Typed | undefined

const moveFocus = (event: KeyboardEvent<HTMLElement>, close: () => void) => {
  const items = itemsIn(event.currentTarget)
  const at = items.findIndex((item) => item === document.activeElement)
  if (event.key === 'Tab') return close()
  const isShortcut = event.ctrlKey || event.metaKey || event.altKey
  typed = isShortcut ? undefined : typedOn(typed, event.key, event.timeStamp)
  const labels = items.map((item) => item.textContent)
  const target = typed ? items[placeOf(labels, typed, at)] : targetOf(event.key, items, at)
  if (!target && !typed) return
  event.preventDefault()
  event.stopPropagation()
  target?.focus()
}

const targetOf = (key: string, items: HTMLElement[], at: number): HTMLElement | undefined => {
  if (key === 'ArrowDown') return items[(at + 1) % items.length]
  if (key === 'ArrowUp') return items.at((at - 1) % items.length)
  if (key === 'Home') return items[0]
  if (key === 'End') return items.at(-1)
  return undefined
}
