import clsx from 'clsx'
import { X } from 'lucide-react'

import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import { closeToast, toasts } from './toast.ts'

/** Where toasts appear and are read aloud. Once in the page. */
export const ToastRegion = () => (
  <section
    aria-label="Notices"
    className="pointer-events-none fixed inset-x-3 top-16 z-20 flex max-h-[calc(100dvh-5rem)] flex-col items-center gap-2 overflow-y-auto"
  >
    <div aria-live="polite" className="contents">
      {toasts.use().map((toast) => (
        <div
          key={toast.id}
          className={clsx(
            'pointer-events-auto flex max-w-md shrink-0 items-center gap-2 rounded-card border bg-raise py-1.5 ps-3.5 pe-1.5 shadow-raise',
            toast.tone === 'error' ? 'border-error' : 'border-line-strong',
          )}
        >
          <div className="min-w-0 py-1">
            <p className="break-words">{toast.text}</p>
            {toast.detail && <p className="text-meta break-words text-ink-2">{toast.detail}</p>}
          </div>
          {toast.action && (
            <Button
              size="small"
              variant="quiet"
              onClick={() => {
                toast.action?.onSelect()
                closeToast(toast.id)
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton
            label="Close notice"
            icon={X}
            size="small"
            onClick={() => closeToast(toast.id)}
          />
        </div>
      ))}
    </div>
  </section>
)
