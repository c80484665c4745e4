import type { ThreadPlace } from '#console/paths.ts'
import type { SearchHit } from '#contract/search.ts'

import { evidenceOf } from './evidence.ts'

/** Where a match leads: to its message, to the run that made the call, to metadata, else to the thread. */
export const placeOf = (
  { field, message_id, run_id, step_id }: SearchHit,
  { tab, filters, search }: Pick<ThreadPlace, 'tab' | 'filters' | 'search'>,
): ThreadPlace => {
  if (field === 'tool' && run_id !== null)
    return { run: run_id, call: step_id ?? undefined, tab: 'run', filters, search }
  // A note stands in the Review tab, whatever it is of.
  if (field === 'note') return { message: message_id ?? undefined, tab: 'review', filters, search }
  if (message_id !== null) return { message: message_id, tab, filters, search }
  return { tab: field === 'metadata' ? 'thread' : tab, filters, search }
}

/** Left on a step in history that a match led to: which one, for several may lead to one place. */
interface HitState {
  hit: string
  field: string
  /** What a match in the name of a file shows of it, for a message may have several. */
  name?: string | undefined
  /** What a match beside the messages shows, and where in that its first words stand: there may be more of them. */
  said?: { text: string; at: number } | undefined
}

/** What may hold the words in several places, of which one is marked as that of the match. */
const IN_STEPS: ReadonlySet<string> = new Set(['tool', 'metadata'])

/** Of what a row shows, the first mark is the place that it leads to. */
const saidOf = (whole: SearchHit['snippet']): HitState['said'] => {
  const { text, marks } = evidenceOf(whole).snippet
  const [first] = marks
  return first && { text, at: first[0] }
}

export const stateOf = ({ id, field, snippet }: SearchHit): HitState => ({
  hit: id,
  field,
  ...(field === 'file_name' && { name: snippet.text }),
  ...(IN_STEPS.has(field) && { said: saidOf(snippet) }),
})

const isSaid = (said: unknown): said is NonNullable<HitState['said']> =>
  typeof said === 'object' &&
  said !== null &&
  'text' in said &&
  typeof said.text === 'string' &&
  'at' in said &&
  typeof said.at === 'number'

/** The match that a step in history came from. */
const hitIn = (state: unknown): HitState | undefined => {
  if (typeof state !== 'object' || state === null || !('hit' in state)) return undefined
  const field = 'field' in state ? state.field : undefined
  const name = 'name' in state ? String(state.name) : undefined
  const said = 'said' in state && isSaid(state.said) ? state.said : undefined
  return { hit: String(state.hit), field: String(field), name, said }
}

/** Whether a match led to a place. */
export const isOfHit = (state: unknown): boolean => hitIn(state) !== undefined

/** Whether a match in a tool call led to a place. */
export const isOfTool = (state: unknown): boolean => hitIn(state)?.field === 'tool'

/** Whether a match in metadata led to a place. */
export const isOfMetadata = (state: unknown): boolean => hitIn(state)?.field === 'metadata'

/** Whether a match in a thread's title led to a place. */
export const isOfTitle = (state: unknown): boolean => hitIn(state)?.field === 'title'

/** What is drawn in the row of a message. */
const IN_MESSAGES = new Set(['text', 'file_name'])

/**
 * Whether a place was found by what its message shows, its text or a file; so it is where nothing tells of a
 * match.
 */
export const isOfMessage = (state: unknown): boolean =>
  IN_MESSAGES.has(hitIn(state)?.field ?? 'text')

/** The name of the file whose match led to a place, as far as the match shows it. */
export const fileIn = (state: unknown): string | undefined => hitIn(state)?.name

/** What a match in a tool call or in metadata showed of its place: the same object while the step in history is. */
export const saidIn = (state: unknown): HitState['said'] => hitIn(state)?.said

/**
 * What a match led here by that is not marked among the messages, each time it is followed; undefined where
 * another did.
 */
export const ledBesideMessages = (state: unknown): object | undefined =>
  typeof state === 'object' && state !== null && !isOfMessage(state) ? state : undefined

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
