import type { Unkept } from '../util/drafts.ts'
import { Button } from './Button.tsx'
import { UnkeptNote } from './UnkeptNote.tsx'

/** Says that what was typed is not saved yet, and lets it go. */
export const DraftNote = ({
  isShown,
  unkept,
  discard = 'Discard',
  onDiscard,
}: {
  isShown: boolean
  unkept: Unkept | undefined
  /** What the button is called. */
  discard?: string
  onDiscard: () => void
}) => (
  <>
    {isShown && (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-2">
        <span>Not saved yet. What is typed stays in this browser.</span>
        <Button size="small" onClick={onDiscard}>
          {discard}
        </Button>
      </div>
    )}
    <UnkeptNote unkept={unkept} />
  </>
)
