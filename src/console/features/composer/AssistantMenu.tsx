import clsx from 'clsx'
import { Bot, ChevronDown } from 'lucide-react'

import type { useAssistantChoice } from '#console/api/likely-assistant.ts'
import { Menu, type MenuItem } from '#console/ui/Menu.tsx'
import { SearchMenu } from '#console/ui/SearchMenu.tsx'
import { chooseAssistant } from '#console/util/chosen-assistant.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { shownAssistant } from '#console/util/shown-name.ts'

/** More than these are found by typing. */
const SHOWN_WHOLE = 10

/** Chooses who answers after the message is sent, or that nobody does. */
export const AssistantMenu = ({
  threadId,
  choice: { list, assistants, chosen, isGone, isUnknown, isNaming },
  onCreate,
}: {
  threadId: string
  choice: ReturnType<typeof useAssistantChoice>
  onCreate: (() => void) | undefined
}) => {
  const more = list.hasNextPage ? () => void list.fetchNextPage() : undefined
  const found: MenuItem[] = assistants.map((assistant) => ({
    id: assistant.id,
    label: shownAssistant(assistant),
    hint: assistant.model,
    checked: assistant.id === chosen?.id,
    onSelect: () => chooseAssistant(threadId, assistant.id),
  }))
  const failure = list.error && describeFailure(list.error)
  const again: MenuItem[] = failure
    ? [
        {
          label: 'Read the assistants again',
          hint: [
            'They could not be read.',
            failure.message,
            failure.requestId ? `Request ${failure.requestId}` : '',
          ].join(' '),
          onSelect: () => void list.refetch(),
        },
      ]
    : []
  const others: MenuItem[] = [
    ...again,
    ...(more ? [{ label: 'Load more assistants', onSelect: more }] : []),
    {
      label: 'Send without a run',
      checked: chosen === undefined && !isGone && !isUnknown,
      separated: assistants.length + again.length > 0,
      onSelect: () => chooseAssistant(threadId, ''),
    },
    ...(onCreate ? [{ label: 'New assistant…', separated: true, onSelect: onCreate }] : []),
  ]
  const nobody = isGone ? 'Choose' : 'No run'
  const named = chosen ? shownAssistant(chosen) : nobody
  // Without a line nothing is asked, and nothing fails.
  const isAway = list.fetchStatus === 'paused' || list.failureCount > 0
  const isFailed = isUnknown && (isAway || (failure !== null && !list.isFetching))
  const awaited = isUnknown || isNaming ? 'Loading…' : named
  const shown = isFailed ? 'Not read' : awaited
  const button = {
    label: `Assistant: ${shown}`,
    className: clsx(
      'inline-flex h-8 min-w-0 items-center gap-1.5 rounded-control px-1.5 @min-[33rem]:px-2 hover:bg-hover hover:text-ink',
      isGone || isFailed ? 'text-attention' : 'text-ink-2',
    ),
  }
  const face = (
    <>
      <Bot aria-hidden className="icon @max-[33rem]:hidden" />
      <span className="max-w-36 min-w-0 truncate">{shown}</span>
      <ChevronDown aria-hidden className="icon size-3.5" />
    </>
  )
  if (found.length <= SHOWN_WHOLE) {
    return (
      <Menu {...button} items={[...found, ...others]}>
        {face}
      </Menu>
    )
  }
  return (
    <SearchMenu
      {...button}
      search="Find an assistant"
      items={found}
      always={others}
      // What is typed may be the name of one that was not loaded yet.
      onSearch={more}
    >
      {face}
    </SearchMenu>
  )
}
