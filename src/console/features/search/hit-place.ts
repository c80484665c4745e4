import type { ThreadPlace } from '#console/paths.ts'
import type { SearchHit } from '#contract/search.ts'

/** Where a match leads: to its message, to the run that made the call, to metadata, else to the thread. */
export const placeOf = (
  { field, message_id, run_id, step_id }: SearchHit,
  { tab, filters, search }: Pick<ThreadPlace, 'tab' | 'filters' | 'search'>,
): ThreadPlace => {
  if (field === 'tool' && run_id !== null)
    return { run: run_id, call: step_id ?? undefined, tab: 'run', filters, search }
  if (message_id !== null) return { message: message_id, tab, filters, search }
  return { tab: field === 'metadata' ? 'thread' : tab, filters, search }
}

/** Left on a step in history that a match led to: which one, for several may lead to one place. */
interface HitState {
  hit: string
  field: string
}

export const stateOf = ({ id, field }: SearchHit): HitState => ({ hit: id, field })

/** The match that a step in history came from. */
const hitIn = (state: unknown): HitState | undefined => {
  if (typeof state !== 'object' || state === null || !('hit' in state)) return undefined
  const field = 'field' in state ? state.field : undefined
  return { hit: String(state.hit), field: String(field) }
}

/** Whether a match led to a place. */
export const isOfHit = (state: unknown): boolean => hitIn(state) !== undefined

/** Whether a match in a tool call led to a place. */
export const isOfTool = (state: unknown): boolean => hitIn(state)?.field === 'tool'

/** Whether a match in metadata led to a place. */
export const isOfMetadata = (state: unknown): boolean => hitIn(state)?.field === 'metadata'

/** Whether a match in a thread's title led to a place. */
export const isOfTitle = (state: unknown): boolean => hitIn(state)?.field === 'title'

/** Whether a place was found by what is said there; so it is where nothing tells of a match. */
export const isOfText = (state: unknown): boolean => (hitIn(state)?.field ?? 'text') === 'text'

/**
 * What a match led here by that is not marked among the messages, each time it is followed; undefined where
 * another did.
 */
export const ledBesideText = (state: unknown): object | undefined =>
  typeof state === 'object' && state !== null && !isOfText(state) ? state : undefined

/** The match that is open: the one that was followed, else the first that leads to this place. */
export const openedIn = (
  hits: readonly SearchHit[],
  threadId: string | undefined,
  { message, run }: Pick<ThreadPlace, 'message' | 'run'>,
  state: unknown,
): string | undefined => {
  if (threadId === undefined) return undefined
  const isThere = (hit: SearchHit) =>
    hit.thread_id === threadId &&
    (hit.field === 'tool' ? hit.run_id === run : (hit.message_id ?? undefined) === message)
  const followed = hits.find((hit) => hit.id === hitIn(state)?.hit)
  return (followed && isThere(followed) ? followed : hits.find(isThere))?.id
}
