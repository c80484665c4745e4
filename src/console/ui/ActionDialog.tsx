import { type FormEvent, type ReactNode, useId, useState } from 'react'

import { useMounted } from '../hooks/use-mounted.ts'
import { describeFailure } from '../util/describe-failure.ts'
import type { Doubt, Patience } from '../util/patience.ts'
import { Button, type ButtonVariant } from './Button.tsx'
import { type Deed, notDone } from './deed.ts'
import { Dialog } from './Dialog.tsx'
import { showToast } from './toast.ts'
import { WriteFailure } from './WriteFailure.tsx'

/** What an action answers that has more to ask. */
export const STAY = Symbol('the dialog stays open')

interface Props {
  title: string
  /** What the button does: "Delete thread". */
  action: string
  children: ReactNode
  /** What is told of where it is refused, or where that is not known: "the thread was deleted". */
  deed: Deed
  onAction: (patience: Patience) => Promise<unknown>
  onClose: () => void
  variant?: ButtonVariant
  disabled?: boolean
  /** Enter in one of its fields does it, too. */
  isForm?: boolean
  /** What takes the focus where that which opened the dialog goes with what it did. */
  instead?: () => HTMLElement[]
}

/**
 * A dialog that does one thing and closes. Stays open where there is more to ask, with the reason
 * where it is refused, and until it is known whether it was done.
 */
export const ActionDialog = ({
  title,
  action,
  deed,
  children,
  onAction,
  onClose,
  variant = 'primary',
  disabled = false,
  isForm = false,
  instead,
}: Props) => {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [doubt, setDoubt] = useState<Doubt>()
  const isOpen = useMounted()
  const id = useId()
  const Body = isForm ? 'form' : 'div'
  const act = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const answer = await onAction({ onDoubt: setDoubt })
      if (answer === STAY) setBusy(false)
      else if (isOpen.current) onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
      if (isOpen.current) return
      const detail = describeFailure(failure).message
      showToast({ tone: 'error', text: notDone(deed), detail })
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      instead={instead}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={variant}
            busy={busy}
            disabled={disabled}
            {...(isForm ? { type: 'submit', form: id } : { onClick: () => void act() })}
          >
            {action}
          </Button>
        </>
      }
    >
      <Body
        className="space-y-3"
        {...(isForm && {
          id,
          onSubmit: (event: FormEvent) => {
            event.preventDefault()
            if (!busy && !disabled) void act()
          },
        })}
      >
        {children}
        <WriteFailure deed={deed} error={error} doubt={doubt} />
      </Body>
    </Dialog>
  )
}

/** Asks before something that cannot be taken back. */
export const ConfirmDialog = ({
  onConfirm,
  ...rest
}: Omit<Props, 'onAction'> & { onConfirm: Props['onAction'] }) => (
  <ActionDialog {...rest} variant="danger" onAction={onConfirm} />
)
