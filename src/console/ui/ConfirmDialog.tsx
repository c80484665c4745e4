import { type ReactNode, useState } from 'react'

import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { Failure } from './Failure.tsx'

/** Asks before something that cannot be taken back. Stays open, with the reason, when it is refused. */
export const ConfirmDialog = ({
  title,
  action,
  children,
  onConfirm,
  onClose,
}: {
  title: string
  /** What the button does: "Delete thread". */
  action: string
  children: ReactNode
  onConfirm: () => Promise<unknown>
  onClose: () => void
}) => {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const confirm = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
      onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {children}
        {error !== undefined && (
          <Failure layout="inline" what="Nothing was changed." error={error} />
        )}
      </div>
    </Dialog>
  )
}
