import { MessageSquareDashed, Tags } from 'lucide-react'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'

import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { useTitle } from '#console/hooks/use-title.ts'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { LineBox } from '#console/ui/LineBox.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { contentShown } from '#console/util/first-content.ts'
import { metadataOf, titleProblem } from '#console/util/metadata.ts'
import {
  keepNewThreadMetadata,
  newThreadMetadata,
  titled,
} from '#console/util/new-thread-metadata.ts'
import { isTypedAhead } from '#console/util/type-ahead.ts'
import type { Assistant } from '#contract/assistant.ts'

const Composer = lazyPart(
  () => import('#console/features/composer/Composer.tsx').then((module) => module.Composer),
  { missing: 'The composer could not be loaded.' },
)
const UnsentMetadataDialog = lazyPart(
  () =>
    import('#console/ui/UnsentMetadataDialog.tsx').then((module) => module.UnsentMetadataDialog),
  { missing: 'The dialog could not be loaded.', over: true },
)

/** A thread that is not stored yet: its first message makes it. What is written outlives a reload. */
export const NewThread = ({
  start,
  onMade,
  createAssistant,
}: {
  /** The way back on a narrow screen. */
  start: ReactNode
  onMade: (threadId: string) => void
  createAssistant: (close: (made?: Assistant) => void) => ReactNode
}) => {
  const pairs = newThreadMetadata.use()
  const title = pairs.find(({ key }) => key === 'title')?.value ?? ''
  const problem = titleProblem(title.trim(), metadataOf(pairs))
  const [isEditing, setEditing] = useState(false)
  const writing = useRef<HTMLDivElement>(null)
  const focus = () => writing.current?.querySelector('textarea')?.focus()
  useTitle('New thread')
  const whyNot = useWhyNot('createThread')
  useAction('composer.focus', focus)
  useEffect(contentShown, [])
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
      <header className="@container flex min-h-bar shrink-0 flex-wrap items-center gap-1 border-b border-line py-0.5 ps-4 pe-2.5 md:ps-5.5">
        {start}
        {/* Where large text leaves it no room beside the buttons, the title has a row below them. */}
        <h1 className="sr-only">New thread</h1>
        <LineBox
          aria-label="Title of the new thread"
          placeholder="New thread"
          dir="auto"
          value={title}
          aria-invalid={problem !== undefined || undefined}
          title={problem}
          onChange={(event) => keepNewThreadMetadata(titled(pairs, event.target.value))}
          className="h-8 min-w-0 flex-1 @max-[16rem]:order-last @max-[16rem]:basis-full resize-none aria-invalid:border-error rounded-control border border-transparent bg-transparent px-1.5 text-title placeholder:text-ink-2 hover:border-line focus:border-line-strong"
        />
        <IconButton
          label="Metadata of the new thread"
          icon={Tags}
          disabled={whyNot !== undefined}
          title={whyNot ?? 'Metadata of the new thread'}
          onClick={() => setEditing(true)}
          className="@max-[16rem]:ms-auto"
        />
      </header>
      {problem !== undefined && (
        <p role="alert" className="px-4 py-2 text-small text-error md:px-5.5">
          {problem}
        </p>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto">
        <EmptyState icon={MessageSquareDashed} title="Nothing is stored yet">
          {whyNot === undefined && 'Write the first message below: it makes the thread.'}
        </EmptyState>
      </div>
      <div ref={writing} data-pane="composer" className="mx-auto w-full max-w-column">
        <Suspense>
          {whyNot !== undefined ? (
            <ReadOnly why={whyNot} />
          ) : (
            <Composer threadId={NEW_THREAD} createAssistant={createAssistant} onMade={onMade} />
          )}
          <OnceThere run={() => !isTypedAhead() && focus()} />
        </Suspense>
      </div>
      <Suspense>
        {isEditing && (
          <UnsentMetadataDialog
            title="Metadata of the new thread"
            draftId={NEW_THREAD}
            pairs={pairs}
            onClose={() => setEditing(false)}
            onKeep={keepNewThreadMetadata}
          />
        )}
      </Suspense>
    </main>
  )
}

/** Runs when what it waits for beside it is there. */
const OnceThere = ({ run }: { run: () => void }) => {
  const first = useRef(run)
  // React takes whatever an effect answers for the way to stop it.
  useEffect(() => {
    first.current()
  }, [])
  return null
}
