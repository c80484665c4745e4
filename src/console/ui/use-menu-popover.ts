import { type ComponentProps, useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { placePopover } from './place-popover.ts'

export interface MenuPopover {
  open: boolean
  /** Puts the popover where it belongs, once it is open and again when its height changes. */
  place: () => void
  close: () => void
  /** What the button has of it. The up and down arrows open, as a click does. */
  buttonProps: Pick<
    ComponentProps<'button'>,
    'ref' | 'aria-label' | 'title' | 'aria-expanded' | 'popoverTarget' | 'onKeyDown'
  >
  /** What the popover has of it. */
  popoverProps: Pick<ComponentProps<'div'>, 'ref' | 'id' | 'popover' | 'onToggle'>
}

export const MENU_SURFACE =
  'overflow-y-auto rounded-card border border-line-strong bg-raise p-1 text-ink shadow-raise'

/** A popover that a button opens below itself. */
export function useMenuPopover(
  { id, label, align }: { id: string; label: string; align: 'start' | 'end' },
  {
    onOpenChange,
    onOpened,
  }: {
    /** State that is set together with `open`. */
    onOpenChange?: () => void
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
    open,
    place,
    close: () => popover.current?.hidePopover(),
    buttonProps: {
      ref: button,
      'aria-label': label,
      title: label,
      'aria-expanded': open,
      popoverTarget: id,
      onKeyDown: (event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        isFromEnd.current = event.key === 'ArrowUp'
        popover.current?.showPopover()
      },
    },
    popoverProps: {
      ref: popover,
      id,
      popover: 'auto',
      onToggle: ({ newState }) => {
        const isOpen = newState === 'open'
        // The content has to be there before the popover is placed by its height and a part is focused.
        flushSync(() => {
          setOpen(isOpen)
          onOpenChange?.()
        })
        if (!isOpen || !popover.current) return
        place()
        onOpened(popover.current, isFromEnd.current)
        isFromEnd.current = false
      },
    },
  }
}
