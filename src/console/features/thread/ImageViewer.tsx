import { Download, X } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'

/** An image as large as the window allows. */
export const ImageViewer = ({
  src,
  name,
  saveable = false,
  onClose,
}: {
  src: string
  name: string
  /** It is on our own server and can be saved from there. */
  saveable?: boolean
  onClose: () => void
}) => {
  const ref = useRef<HTMLDialogElement>(null)
  // Before the element leaves the page: only then does closing it give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog && !dialog.open) dialog.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      aria-label={name}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => event.target === ref.current && onClose()}
      className="m-auto max-h-[calc(100dvh-2rem)] max-w-[calc(100vw-2rem)] overflow-hidden rounded-card border border-line bg-raise p-0 text-ink shadow-raise"
    >
      <div className="flex max-h-[calc(100dvh-2.2rem)] flex-col">
        <header className="flex items-center gap-2 border-b border-line py-1.5 ps-4 pe-2">
          <h2 className="min-w-0 flex-1 truncate text-title">{name}</h2>
          {saveable && (
            <a
              href={src}
              download={name}
              aria-label="Download"
              title="Download"
              className="inline-flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
            >
              <Download aria-hidden className="icon" />
            </a>
          )}
          <IconButton label="Close" icon={X} onClick={onClose} />
        </header>
        <img
          src={src}
          alt={name}
          referrerPolicy="no-referrer"
          className="min-h-24 min-w-48 flex-1 bg-list object-contain"
        />
      </div>
    </dialog>
  )
}
