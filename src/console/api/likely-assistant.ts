import { useInfiniteQuery } from '@tanstack/react-query'

import { useChosenAssistant } from '../util/chosen-assistant.ts'
import { runsQuery } from './runs.ts'

/**
 * Who may be meant to answer in a thread, the likeliest first: whom the reader chose for it, whoever ran
 * last in it, whom the reader chose last anywhere. An empty id means nobody.
 */
export const useLikelyAssistants = (threadId: string): readonly string[] => {
  const { here, lately } = useChosenAssistant(threadId)
  const newest = useInfiniteQuery(runsQuery(threadId)).data?.pages[0]?.data[0]
  return likelyFirst({ here, ran: newest?.assistant_id, lately })
}

export const likelyFirst = ({
  here,
  ran,
  lately,
}: Record<'here' | 'ran' | 'lately', string | null | undefined>): readonly string[] =>
  [here, ran, lately].filter((id) => id !== null && id !== undefined)

/** The likeliest of those there are, else the first. */
export const likeliest = <Assistant extends { id: string }>(
  likely: readonly string[],
  assistants: readonly Assistant[],
): Assistant | undefined => {
  for (const id of likely) {
    const found = assistants.find((assistant) => assistant.id === id)
    if (found) return found
  }
  return assistants[0]
}
