import type { ReactNode } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'

/** How far the reading of a whole thread has come, with a way to end it. */
export const ReadingDialog = ({
  title,
  done,
  of,
  onCancel,
  children,
}: {
  title: string
  done: number
  /** Nothing, while it is not known. */
  of: number
  onCancel: () => void
  children: ReactNode
}) => (
  <Dialog title={title} onClose={onCancel} footer={<Button onClick={onCancel}>Cancel</Button>}>
    <p className="tabular">{children}</p>
    <progress
      aria-label={title}
      className="mt-2 h-2 w-full accent-accent"
      max={Math.max(1, of)}
      {...(of > 0 && { value: Math.min(done, of) })}
    />
  </Dialog>
)
