import clsx from 'clsx'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useId, useLayoutEffect, useRef } from 'react'

import { IconButton } from './IconButton.tsx'
import { focusFirst, onFocusLost, waysBackTo } from './lost-focus.ts'

/**
 * A modal dialog, open for as long as it is rendered. Escape, a press outside and going back close it;
 * the browser keeps focus inside and gives it back to what opened it. Where that is gone, what stands
 * around it has it.
 */
export const Dialog = ({
  title,
  onClose,
  children,
  footer,
  tools,
  size = 'normal',
  instead,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  /** Beside the button that closes. */
  tools?: ReactNode
  /** `picture`: as large as its contents, up to the window. */
  size?: 'normal' | 'wide' | 'picture'
  /** What takes the focus where that which opened the dialog goes with what it did. Asked as it opens. */
  instead?: (() => HTMLElement[]) | undefined
}) => {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const insteadOf = useRef(instead)
  // Before the element leaves the page: only then does closing it give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    const [opener, ...around] = waysBackTo(document.activeElement)
    const ways = [...(opener ? [opener] : []), ...(insteadOf.current?.() ?? []), ...around]
    if (dialog && !dialog.open) {
      dialog.showModal()
      firstIn(dialog)?.focus()
    }
    return () => {
      dialog?.close()
      onFocusLost(() => focusFirst(ways))
    }
  }, [])
  /** What has the focus in the dialog, also once it is disabled or gone. */
  const held = useRef<Element>(null)
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog || !held.current || canHold(held.current)) return
    held.current = null
    // Whatever did away with it may know a better place.
    requestAnimationFrame(() => onFocusLost(() => dialog.isConnected && firstIn(dialog)?.focus()))
  })
  const close = useEffectEvent(onClose)
  useEffect(() => {
    // It is about the page that it was opened on.
    const leave = () => close()
    window.addEventListener('popstate', leave)
    return () => window.removeEventListener('popstate', leave)
  }, [])
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onFocus={({ target }) => (held.current = target)}
      // Of a window that is left, it keeps the focus.
      onBlur={({ target }) => {
        if (document.activeElement !== target && canHold(target)) held.current = null
      }}
      onCancel={(event) => {
        if (event.target !== ref.current) return
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target !== ref.current) return
        // What lies under the press takes no focus: it goes back to where it was.
        event.preventDefault()
        onClose()
      }}
      className={clsx(
        'm-auto overflow-hidden rounded-card border border-line bg-raise p-0 text-ink shadow-raise',
        size === 'picture'
          ? 'box-content max-h-[calc(100dvh-2rem)] max-w-[calc(100vw-2rem)]'
          : 'max-h-[min(44rem,calc(100dvh-2rem))] w-[calc(100vw-2rem)]',
        size === 'wide' && 'max-w-2xl',
        size === 'normal' && 'max-w-md',
      )}
    >
      {/* Fills the dialog, so that only a press on the backdrop has the dialog itself as its target. */}
      <div className="flex max-h-[inherit] flex-col">
        <header className="flex items-center justify-between gap-3 border-b border-line py-2.5 ps-4 pe-2.5">
          <h2 id={titleId} className="min-w-0 truncate text-title">
            {title}
          </h2>
          <div className="flex shrink-0 items-center gap-1">
            {tools}
            <IconButton label="Close" icon={X} onClick={onClose} />
          </div>
        </header>
        {size === 'picture' ? (
          children
        ) : (
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5">{children}</div>
        )}
        {footer && (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  )
}

const canHold = (element: Element): boolean => element.isConnected && !element.matches(':disabled')

/**
 * Where the reader most likely starts: the first field to write in, else the button that changes
 * nothing. A box to tick is none: Space, which scrolls elsewhere, would tick it.
 */
const firstIn = (dialog: HTMLElement): HTMLElement | null =>
  dialog.querySelector<HTMLElement>('input:not([type=checkbox], [type=radio]), textarea, select') ??
  dialog.querySelector<HTMLElement>('footer button:enabled')
