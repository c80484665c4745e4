import { Download } from 'lucide-react'

import { Dialog } from '#console/ui/Dialog.tsx'

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
}) => (
  <Dialog
    title={name}
    size="picture"
    onClose={onClose}
    tools={
      saveable && (
        <a
          href={src}
          download={name}
          aria-label="Download"
          title="Download"
          className="inline-flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
        >
          <Download aria-hidden className="icon" />
        </a>
      )
    }
  >
    <img
      src={src}
      alt={name}
      referrerPolicy="no-referrer"
      className="min-h-24 min-w-48 flex-1 bg-list object-contain"
    />
  </Dialog>
)
