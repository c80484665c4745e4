import { useInfiniteQuery, useQuery } from '@tanstack/react-query'

import type { Assistant } from '#contract/assistant.ts'

import { useChosenAssistant } from '../util/chosen-assistant.ts'
import { assistantQuery, assistantsQuery } from './assistants.ts'
import { isNotFound } from './failure.ts'
import { runsQuery } from './runs.ts'

/** What is known of who may be meant to answer in a thread. An empty id means nobody. */
export interface Known {
  /** Whom the reader chose for it. */
  here: string | null | undefined
  /** Whoever ran last in it. */
  ran: string | null | undefined
  /** Whom the reader chose last anywhere. */
  lately: string | null | undefined
}

type Named = Pick<Assistant, 'id' | 'name'>

/** Who answers. `isGone`: whoever is meant was deleted, and the reader is to say who shall instead. */
export interface Choice<One> {
  chosen: One | undefined
  isGone: boolean
}

/** The assistant that a thread is bound to, by the reader's choice or by its last run. */
export const ownOf = ({ here, ran }: Known): string | undefined => here ?? ran ?? undefined

/**
 * Who answers in a thread: its own assistant, else whom the reader chose last, else the first there is.
 * `looked` is what was found of its own where the list does not hold that; undefined while nobody knows.
 */
export const choiceOf = <One extends Named>(
  known: Known,
  assistants: readonly One[],
  looked: One | 'gone' | undefined,
): Choice<One | Named> => {
  const find = (id: string | null | undefined) => assistants.find((one) => one.id === id)
  const own = ownOf(known)
  if (own === '') return { chosen: undefined, isGone: false }
  if (own === undefined) return { chosen: find(known.lately) ?? assistants[0], isGone: false }
  const listed = find(own)
  if (listed) return { chosen: listed, isGone: false }
  return looked === 'gone'
    ? { chosen: undefined, isGone: true }
    : { chosen: looked ?? { id: own, name: null }, isGone: false }
}

/** Who answers in this thread, and who else could. `always`: a choice to send without a run does not count. */
export const useAssistantChoice = (threadId: string, { always = false } = {}) => {
  const list = useInfiniteQuery(assistantsQuery())
  const assistants = list.data?.pages.flatMap((page) => page.data) ?? []
  const { here, lately } = useChosenAssistant(threadId)
  const ran = useInfiniteQuery(runsQuery(threadId)).data?.pages[0]?.data[0]?.assistant_id
  const known: Known = { here: always ? here || undefined : here, ran, lately }
  const own = ownOf(known)
  const isListed = assistants.some(({ id }) => id === own)
  const other = useQuery({
    ...assistantQuery(own ?? ''),
    enabled: Boolean(own) && list.data !== undefined && !isListed,
  })
  const looked = isNotFound(other.error) ? 'gone' : other.data
  return { list, assistants, ...choiceOf(known, assistants, looked) }
}
