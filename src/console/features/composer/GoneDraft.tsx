import { Button } from '#console/ui/Button.tsx'
import { copyAndTell } from '#console/ui/copy-text.ts'
import { directionOf } from '#console/util/direction.ts'

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
  const copy = () => copyAndTell(text, 'Text copied')
  return (
    <section
      aria-label="What was being written"
      className="mx-auto w-full max-w-column space-y-3 px-4 pb-6"
    >
      <h2 className="text-heading">You were writing a message here</h2>
      {text !== '' && (
        <textarea
          aria-label="What was written"
          readOnly
          dir={directionOf(text)}
          rows={6}
          value={text}
          className="block w-full rounded-card border border-line bg-raise p-3"
        />
      )}
      {files.length > 0 && (
        <p className="text-small break-words text-ink-2">With {files.join(', ')}</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          onClick={() => {
            takeAlong(threadId, into)
            onTaken()
          }}
        >
          Take it to a new thread
        </Button>
        {text !== '' && <Button onClick={() => void copy()}>Copy text</Button>}
        <Button variant="quiet" onClick={() => discardDraft(threadId)}>
          Discard
        </Button>
      </div>
    </section>
  )
}
