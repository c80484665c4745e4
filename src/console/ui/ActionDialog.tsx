import { type ReactNode, useState } from 'react'

import { Button, type ButtonVariant } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { Failure } from './Failure.tsx'

/** What an action answers that has more to ask. */
export const STAY = Symbol('the dialog stays open')

interface Props {
  title: string
  /** What the button does: "Delete thread". */
  action: string
  children: ReactNode
  onAction: () => Promise<unknown>
  onClose: () => void
  variant?: ButtonVariant
  disabled?: boolean
  /** What is told when it is refused. */
  failed?: string
}

/**
 * A dialog that does one thing and closes. Stays open where there is more to ask, and with the reason
 * where it is refused.
 */
export const ActionDialog = ({
  title,
  action,
  children,
  onAction,
  onClose,
  variant = 'primary',
  disabled = false,
  failed = 'Nothing was changed.',
}: Props) => {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const act = async () => {
    setBusy(true)
    setError(undefined)
    try {
      if ((await onAction()) === STAY) setBusy(false)
      else onClose()
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
          <Button variant={variant} busy={busy} disabled={disabled} onClick={() => void act()}>
            {action}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {children}
        {error !== undefined && <Failure layout="inline" what={failed} error={error} />}
      </div>
    </Dialog>
  )
}

/** Asks before something that cannot be taken back. */
export const ConfirmDialog = ({
  onConfirm,
  ...rest
}: Omit<Props, 'onAction'> & { onConfirm: () => Promise<unknown> }) => (
  <ActionDialog {...rest} variant="danger" onAction={onConfirm} />
)
