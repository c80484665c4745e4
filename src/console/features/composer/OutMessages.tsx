import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'

import { LATE_MS } from '#console/hooks/use-late.ts'
import { Button } from '#console/ui/Button.tsx'
import { Spinner } from '#console/ui/Spinner.tsx'
import { directionOf } from '#console/util/direction.ts'
import { countText } from '#console/util/number.ts'

import { canEditOut, canSetAside, editAside, editOut } from './draft-out.ts'
import { changeDraft } from './draft-store.ts'
import { type Draft, type DraftContent, textOf, uploadsOf } from './draft.ts'
import { useUnseen } from './unseen.ts'

/** Of so many files the names are told, of others their number. */
const MOST_NAMED = 8

/** Messages that have left the box and are not at the server: on their way, not sent, or set aside. */
export const OutMessages = ({
  threadId,
  draft,
  isSending,
  isDoubted,
  isUnknown,
  mayTry,
  onTry,
}: {
  threadId: string
  draft: Draft
  isSending: boolean
  isDoubted: boolean
  /** Whether it may be sent all the same. */
  isUnknown: boolean
  /** Whether a try now could succeed. */
  mayTry: boolean
  onTry: () => void
}) => {
  const unseen = useUnseen(threadId)
  const filesTitle = 'The files in the box are not uploaded yet.'
  return (
    <>
      {unseen.map(({ key, content, since }) => (
        <Late key={key} since={since}>
          <OutMessage label="Message that was sent" content={content}>
            <Check aria-hidden className="icon size-3.5" />
            <span className="flex-1">Sent. The thread shows it once the server answers.</span>
          </OutMessage>
        </Late>
      ))}
      {draft.out && isSending && (
        <Late key="late">
          <OutMessage label="Message on its way" content={draft.out}>
            <Spinner /> <span className="flex-1">On its way</span>
          </OutMessage>
        </Late>
      )}
      {draft.out && !isSending && (
        <OutMessage
          label={isUnknown ? 'Message that may be sent' : 'Message that was not sent'}
          content={draft.out}
        >
          <span className="flex-1">
            {isDoubted
              ? 'Looking whether it was sent'
              : isUnknown
                ? 'It is not known whether this message was sent.'
                : 'This message was not sent.'}
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
  const named = files.slice(0, MOST_NAMED)
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
        <p className="text-small break-words text-ink-2">
          With {named.join(', ')}
          {files.length > named.length && ` and ${countText(files.length - named.length, 'other')}`}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 pt-1 text-small text-ink-2">{children}</div>
    </section>
  )
}

/** Shows what it holds once that has lasted: from `since` on, in milliseconds since 1970. */
/** Most messages have arrived before: they are not shown on their way. */
const Late = ({ since, children }: { since?: number; children: ReactNode }) => {
  const [left] = useState(() => (since === undefined ? LATE_MS : since + LATE_MS - Date.now()))
  const [isLate, setLate] = useState(left <= 0)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), left)
    return () => clearTimeout(timer)
  }, [left])
  return isLate && children
}
