import { useQuery } from '@tanstack/react-query'
import { Bot, ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'react-router'

import { assistantQuery } from '#console/api/assistants.ts'
import { isNotFound } from '#console/api/failure.ts'
import { useNarrow } from '#console/hooks/use-media.ts'
import { paths } from '#console/paths.ts'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { onFocusLost } from '#console/ui/lost-focus.ts'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { SplitView } from '#console/ui/SplitView.tsx'

import { assistantDrafts, copyOf, NEW } from './assistant-drafts.ts'
import { changedFields } from './assistant-form.ts'
import { AssistantEditor } from './AssistantEditor.tsx'
import { AssistantList } from './AssistantList.tsx'
import { DeletedNote } from './DeletedNote.tsx'

/** The list of assistants and, beside it, the one being edited; one at a time where it is narrow. */
export const AssistantsPanel = ({
  assistantId,
  onSelect,
}: {
  assistantId?: string
  onSelect: (assistantId: string | undefined) => void
}) => {
  const narrow = useNarrow()
  const before = useRef(assistantId)
  useEffect(() => {
    // A page that opens leaves the focus at its beginning.
    if (before.current === assistantId) return
    before.current = assistantId
    // What was pressed is gone: it made an assistant, or deleted one.
    onFocusLost(() => document.querySelector<HTMLElement>('main h1')?.focus())
  }, [assistantId])
  const list = <AssistantList selected={assistantId} onNew={() => onSelect(NEW)} />
  if (narrow && assistantId === undefined) return list
  const back = narrow && (
    <IconButton label="All assistants" icon={ChevronLeft} onClick={() => onSelect(undefined)} />
  )
  const shown = <Shown key={assistantId} {...{ assistantId, onSelect, back }} />
  return (
    <SplitView
      label="Width of the list of assistants"
      memory="clew.list-width"
      start={narrow ? undefined : list}
      startLabel="Assistants"
    >
      {shown}
    </SplitView>
  )
}

const Shown = ({
  assistantId,
  onSelect,
  back,
}: {
  assistantId: string | undefined
  onSelect: (assistantId: string | undefined) => void
  back: ReactNode
}) => {
  const isNew = assistantId === NEW
  const { data, error, refetch } = useQuery({
    ...assistantQuery(assistantId ?? ''),
    enabled: assistantId !== undefined && !isNew,
  })
  if (assistantId === undefined) {
    return (
      <div className="flex flex-1 items-center justify-center">
        <EmptyState icon={Bot} title="No assistant is open">
          Choose one from the list.
        </EmptyState>
      </div>
    )
  }
  if (error && !data) {
    const typed = assistantDrafts.get(assistantId)
    return (
      <div className="flex-1 content-center overflow-y-auto">
        {back}
        {isNotFound(error) && changedFields(typed).length > 0 && (
          <div className="p-4">
            <DeletedNote
              assistantId={assistantId}
              copy={() => copyOf(typed.mine)}
              onCopied={() => onSelect(NEW)}
            />
          </div>
        )}
        {isNotFound(error) ? (
          <EmptyState
            icon={Bot}
            title="This assistant is not here"
            heading="h1"
            action={
              <Link className="text-accent underline" to={paths.assistants()}>
                Go to the assistants
              </Link>
            }
          >
            It was deleted, or its address is not right:{' '}
            <code className="inline-block max-w-full wrap-anywhere">{assistantId}</code>
          </EmptyState>
        ) : (
          <Failure
            what="The assistant could not be loaded."
            error={error}
            onRetry={() => void refetch()}
          />
        )}
      </div>
    )
  }
  if (!isNew && !data) return <Skeleton className="m-6 h-8 w-48" />
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <AssistantEditor
        assistant={data}
        isGone={isNotFound(error)}
        back={back}
        onCopied={() => onSelect(NEW)}
        onSaved={(saved) => onSelect(saved.id)}
        onDeleted={() => onSelect(undefined)}
      />
    </div>
  )
}
