import { Button } from '#console/ui/Button.tsx'
import { UnsentText } from '#console/ui/UnsentText.tsx'

import { useDraft } from './draft-store.ts'
import { isPristine, textOf, uploadsOf } from './draft.ts'
import { discardDraft } from './drop-file.ts'
import { takeAlong } from './take-along.ts'

/** What was being written in a thread that is gone: to copy, to take along, or to let go. */
export const GoneDraft = ({
  threadId,
  into,
  onTaken,
}: {
  threadId: string
  /** The thread that it can be taken to. */
  into: string
  onTaken: () => void
}) => {
  const draft = useDraft(threadId)
  if (isPristine(draft)) return null
  const all = [draft.out, draft, draft.aside].flatMap((each) => each ?? [])
  const text = all.map(textOf).filter(Boolean).join('\n\n')
  const files = all.flatMap(uploadsOf).map(({ name }) => name)
  return (
    <UnsentText
      label="What was being written"
      heading="You were writing a message here"
      what="text"
      text={text}
      action={
        <Button
          variant="primary"
          onClick={() => {
            takeAlong(threadId, into)
            onTaken()
          }}
        >
          Take it to a new thread
        </Button>
      }
      onDiscard={() => discardDraft(threadId)}
    >
      {files.length > 0 && (
        <p className="text-small break-words text-ink-2">With {files.join(', ')}</p>
      )}
    </UnsentText>
  )
}
