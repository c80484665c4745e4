import { type KeyboardEvent, type RefObject, useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { placePopover } from './place-popover.ts'

export interface MenuPopover {
  button: RefObject<HTMLButtonElement | null>
  popover: RefObject<HTMLDivElement | null>
  open: boolean
  /** Puts the popover where it belongs, once it is open and again when its height changes. */
  place: () => void
  close: () => void
  /** For the button: the up and down arrows open, as a click does. */
  onButtonKeyDown: (event: KeyboardEvent) => void
  /** For the popover. */
  onToggle: (event: { newState: string }) => void
}

export const MENU_SURFACE =
  'overflow-y-auto rounded-card border border-line-strong bg-raise p-1 text-ink shadow-raise'

/** A popover that a button opens below itself. */
export function useMenuPopover(
  align: 'start' | 'end',
  {
    onOpenChange,
    onOpened,
  }: {
    /** State that is set together with `open`. */
    onOpenChange?: (open: boolean) => void
    /** Its content is there and placed. `isFromEnd` after the up arrow. */
    onOpened: (popover: HTMLDivElement, isFromEnd: boolean) => void
  },
): MenuPopover {
  const button = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLDivElement>(null)
  const isFromEnd = useRef(false)
  const [open, setOpen] = useState(false)
  const place = useCallback(() => {
    const anchor = button.current?.getBoundingClientRect()
    if (anchor && popover.current) placePopover(popover.current, anchor, align)
  }, [align])
  return {
    button,
    popover,
    open,
    place,
    close: () => popover.current?.hidePopover(),
    onButtonKeyDown: (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      event.preventDefault()
      isFromEnd.current = event.key === 'ArrowUp'
      popover.current?.showPopover()
    },
    onToggle: ({ newState }) => {
      const isOpen = newState === 'open'
      // The content has to be there before the popover is placed by its height and a part is focused.
      flushSync(() => {
        setOpen(isOpen)
        onOpenChange?.(isOpen)
      })
      if (!isOpen || !popover.current) return
      place()
      onOpened(popover.current, isFromEnd.current)
      isFromEnd.current = false
    },
  }
}
