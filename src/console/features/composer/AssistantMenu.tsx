import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Bot, ChevronDown } from 'lucide-react'

import { assistantQuery, assistantsQuery } from '#console/api/assistants.ts'
import { likeliest, useLikelyAssistants } from '#console/api/likely-assistant.ts'
import { Menu, type MenuItem } from '#console/ui/Menu.tsx'
import { chooseAssistant } from '#console/util/chosen-assistant.ts'
import type { Assistant } from '#contract/assistant.ts'

export const assistantName = ({ name, id }: Pick<Assistant, 'name' | 'id'>): string =>
  name?.trim() || id

/** Who answers in this thread, and who else could. */
export const useAssistantChoice = (threadId: string) => {
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery(assistantsQuery())
  const assistants = data?.pages.flatMap((page) => page.data) ?? []
  const likely = useLikelyAssistants(threadId)
  const [first] = likely
  const isListed = assistants.some(({ id }) => id === first)
  const other = useQuery({
    ...assistantQuery(first ?? ''),
    enabled: Boolean(first) && data !== undefined && !isListed,
  })
  const chosen = first === '' ? undefined : (other.data ?? likeliest(likely, assistants))
  return {
    assistants,
    chosen,
    more: hasNextPage ? () => void fetchNextPage() : undefined,
  }
}

/** Chooses who answers after the message is sent, or that nobody does. */
export const AssistantMenu = ({
  threadId,
  choice: { assistants, chosen, more },
  onCreate,
}: {
  threadId: string
  choice: ReturnType<typeof useAssistantChoice>
  onCreate: (() => void) | undefined
}) => {
  const items: MenuItem[] = [
    ...assistants.map((assistant) => ({
      label: assistantName(assistant),
      hint: assistant.model,
      checked: assistant.id === chosen?.id,
      onSelect: () => chooseAssistant(threadId, assistant.id),
    })),
    ...(more ? [{ label: 'Load more assistants', onSelect: more }] : []),
    {
      label: 'Send without a run',
      checked: chosen === undefined,
      separated: assistants.length > 0,
      onSelect: () => chooseAssistant(threadId, ''),
    },
    ...(onCreate ? [{ label: 'New assistant…', separated: true, onSelect: onCreate }] : []),
  ]
  const shown = chosen ? assistantName(chosen) : 'No run'
  return (
    <Menu
      label={`Assistant: ${shown}`}
      items={items}
      className="inline-flex h-8 min-w-0 items-center gap-1.5 rounded-control px-1.5 text-ink-2 @min-[33rem]:px-2 hover:bg-hover hover:text-ink"
    >
      <Bot aria-hidden className="icon" />
      <span className="hidden max-w-36 truncate @min-[33rem]:inline">{shown}</span>
      <ChevronDown aria-hidden className="icon size-3.5" />
    </Menu>
  )
}
