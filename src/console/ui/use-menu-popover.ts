import { type ComponentProps, type MouseEvent, useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { isFocusLost } from './lost-focus.ts'
import { placePopover } from './place-popover.ts'

export interface MenuPopover {
  open: boolean
  /** Puts the popover where it belongs, once it is open and again when its height changes. */
  place: () => void
  close: () => void
  /** What the button has of it. The up and down arrows open, as a click does. */
  buttonProps: Pick<
    ComponentProps<'button'>,
    'ref' | 'aria-label' | 'title' | 'aria-expanded' | 'popoverTarget' | 'onClick' | 'onKeyDown'
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
  const [open, setOpen] = useState(false)
  const place = useCallback(() => {
    const anchor = button.current?.getBoundingClientRect()
    if (anchor && popover.current) placePopover(popover.current, anchor, align)
  }, [align])
  /** Within the key that opens it, so that the next key finds its content focused. */
  const show = (fromEnd: boolean) => {
    const shown = popover.current
    if (!shown || shown.matches(':popover-open')) return
    // The content has to be there before the popover is placed by its height and a part is focused.
    flushSync(() => {
      setOpen(true)
      onOpenChange?.()
    })
    shown.showPopover()
    place()
    onOpened(shown, fromEnd)
  }
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
      onClick: (event: MouseEvent) => {
        // What the browser would do itself, it tells of only later.
        event.preventDefault()
        if (popover.current?.matches(':popover-open')) popover.current.hidePopover()
        else show(false)
      },
      onKeyDown: (event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        show(event.key === 'ArrowUp')
      },
    },
    popoverProps: {
      ref: popover,
      id,
      popover: 'auto',
      onToggle: ({ newState }) => {
        if (newState === 'open') return
        flushSync(() => {
          setOpen(false)
          onOpenChange?.()
        })
        // A press outside gives the focus to what it is on, if that can have it.
        if (document.hasFocus() && isFocusLost()) button.current?.focus({ preventScroll: true })
      },
    },
  }
}
