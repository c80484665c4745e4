import { UnkeptNote } from '#console/ui/UnkeptNote.tsx'

import { changeDraft, useUnkeptDraft } from './draft-store.ts'
import { forgetLost } from './draft.ts'

/** What could not be kept of the draft: files that were on their way, or all of it. */
export const DraftNotes = ({
  threadId,
  lost = [],
}: {
  threadId: string
  lost: readonly string[] | undefined
}) => (
  <div className="px-3.5">
    {lost.length > 0 && (
      <div className="flex flex-wrap items-start gap-x-3 py-1 text-small text-attention">
        <div role="alert" className="min-w-0 flex-1 break-words">
          {lost.map((name) => (
            <p key={name}>{name} was not uploaded before the page was reloaded. Add it again.</p>
          ))}
        </div>
        <button
          type="button"
          className="rounded-label px-1 font-strong hover:underline"
          onClick={() => changeDraft(threadId, (draft) => forgetLost(draft))}
        >
          Dismiss
        </button>
      </div>
    )}
    <UnkeptNote unkept={useUnkeptDraft(threadId)} />
  </div>
)
