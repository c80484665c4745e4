import { type ReactNode, useEffect, useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Spinner } from '#console/ui/Spinner.tsx'
import { directionOf } from '#console/util/direction.ts'

import { canEditOut, canSetAside, editAside, editOut } from './draft-out.ts'
import { changeDraft } from './draft-store.ts'
import { type Draft, type DraftContent, textOf, uploadsOf } from './draft.ts'

/** Most messages have arrived before this: they are not shown on their way. */
const LATE_MS = 400

/** Messages that have left the box and are not at the server: on their way, not sent, or set aside. */
export const OutMessages = ({
  threadId,
  draft,
  isSending,
  isDoubted,
  mayTry,
  onTry,
}: {
  threadId: string
  draft: Draft
  isSending: boolean
  isDoubted: boolean
  /** Whether a try now could succeed. */
  mayTry: boolean
  onTry: () => void
}) => {
  const filesTitle = 'The files in the box are not uploaded yet.'
  return (
    <>
      {draft.out && isSending && (
        <Late key="late">
          <OutMessage label="Message on its way" content={draft.out}>
            <Spinner /> <span className="flex-1">On its way</span>
          </OutMessage>
        </Late>
      )}
      {draft.out && !isSending && (
        <OutMessage label="Message that was not sent" content={draft.out}>
          <span className="flex-1">
            {isDoubted ? 'Looking whether it was sent' : 'This message was not sent.'}
          </span>
          <Button size="small" disabled={!mayTry} onClick={onTry}>
            Send again
          </Button>
          <Button
            size="small"
            variant="quiet"
            disabled={!canEditOut(draft)}
            title={canSetAside(draft) ? undefined : filesTitle}
            onClick={() => changeDraft(threadId, editOut, 'now')}
          >
            Edit
          </Button>
        </OutMessage>
      )}
      {draft.aside && (
        <OutMessage label="Message set aside" content={draft.aside}>
          <span className="flex-1">Set aside until the one below is sent</span>
          <Button
            size="small"
            variant="quiet"
            disabled={!canSetAside(draft)}
            title={canSetAside(draft) ? undefined : filesTitle}
            onClick={() => changeDraft(threadId, editAside, 'now')}
          >
            Edit
          </Button>
        </OutMessage>
      )}
    </>
  )
}

const OutMessage = ({
  label,
  content,
  children,
}: {
  label: string
  content: DraftContent
  children: ReactNode
}) => {
  const text = textOf(content)
  const files = uploadsOf(content).map(({ name }) => name)
  return (
    <section
      aria-label={label}
      className="mb-2 rounded-composer border border-dashed border-line-strong bg-raise px-3.5 py-2"
    >
      <p
        dir={directionOf(text)}
        className="max-h-[12dvh] overflow-y-auto overscroll-contain text-read break-words whitespace-pre-wrap"
      >
        {text}
      </p>
      {files.length > 0 && (
        <p className="text-small break-words text-ink-2">With {files.join(', ')}</p>
      )}
      <div className="flex flex-wrap items-center gap-2 pt-1 text-small text-ink-2">{children}</div>
    </section>
  )
}

/** Shows what it holds once that has lasted. */
const Late = ({ children }: { children: ReactNode }) => {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => clearTimeout(timer)
  }, [])
  return isLate && children
}
