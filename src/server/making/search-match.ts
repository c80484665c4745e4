import type { Label } from '#contract/label.ts'
import type { Person } from '#contract/person.ts'
import { INVALID_QUERY, queryRefusal } from '#contract/query-refusal.ts'
import {
  type Named,
  type OperatorClause,
  type OperatorName,
  type ParsedQuery,
  type QueryProblem,
  type Span,
  parseQuery,
} from '#contract/search-language.ts'

import { ApiError } from '../refusals/api-error.ts'
import { type Match, type Resolve, matchOf } from '../search/match.ts'
import { foldedName } from '../store/folded-name.ts'
import { SEEN_ALL } from '../store/mirror.ts'
import { MOST_CALLED } from '../store/search.ts'
import type { Store } from '../store/store.ts'

/** How many names of assistants a query may have: each is looked for among all of them. */
const MOST_NAMES = 10

type Asked = Pick<Store, 'numberOf' | 'assistantsCalled' | 'listLabels' | 'listPeople'>
const NOTHING: Resolve = {
  thread: () => undefined,
  run: () => undefined,
  message: () => undefined,
  assistant: () => [],
  label: () => [],
  reviewer: () => [],
}

/**
 * Reads a query in the search language, whose days are those of the zone.
 * @throws {ApiError} 400 that says what is wrong, and where
 */
export const readMatch = async (
  store: Asked,
  query: string,
  { zone, signal }: { zone?: string; signal?: AbortSignal } = {},
): Promise<Match> => {
  const parsed = parseQuery(query)
  // What is wrong is known before anything is looked up.
  const { problems } = matchOf(parsed, NOTHING)
  const names = valuesOf(parsed, 'assistant')
  const [problem = tooManyNames(names)] = problems
  if (problem) throw wrongQuery(query, problem)
  const threads = await eachOf(idsOf(parsed, 'thread'), (id) => store.numberOf('thread', id))
  const runs = await eachOf(idsOf(parsed, 'run'), (id) => store.numberOf('run', id))
  const messages = await eachOf(idsOf(parsed, 'message'), (id) => store.numberOf('message', id))
  const assistants = await calledSo(store, [...names.keys()], signal)
  for (const [name, ids] of assistants)
    if (ids.length > MOST_CALLED) throw wrongQuery(query, tooManyCalled(names.get(name)))
  const found: Resolve = {
    thread: (id) => threads.get(id),
    run: (id) => runs.get(id),
    message: (id) => messages.get(id),
    assistant: (name) => assistants.get(name) ?? [],
    label: labelsCalled(valuesOf(parsed, 'label').size > 0 ? await store.listLabels() : []),
    reviewer: peopleCalled(valuesOf(parsed, 'reviewer').size > 0 ? await store.listPeople() : []),
  }
  const { match } = matchOf(parsed, found, zone)
  const { groups, threads: ofThreads, from, to } = match
  if (groups.length === 0 && ofThreads.length === 0 && from === undefined && to === undefined)
    throw wrongQuery(query, { start: 0, end: 0, message: 'there is nothing to look for.' })
  return match
}

/** What names the same with a key. */
const WITH_KEY: Partial<Record<OperatorName, string>> = {
  assistant: 'run.assistant',
  label: 'review.label',
  reviewer: 'review.by',
}

/** The different values of an operator, each with where it stands first. */
const valuesOf = ({ groups }: ParsedQuery, name: OperatorName): Map<string, Span> => {
  const values = new Map<string, Span>()
  const isOf = (clause: OperatorClause) =>
    clause.key === ''
      ? clause.name === name
      : `${clause.name}.${clause.key}` === WITH_KEY[name] && clause.name !== 'meta'
  for (const clause of groups.flat())
    if (clause.type === 'operator' && isOf(clause) && !values.has(clause.value))
      values.set(clause.value, clause)
  return values
}

/** The ids of a noun that a query gives an operator, or names. */
const idsOf = (parsed: ParsedQuery, noun: Named['noun']): Map<string, Span> => {
  const ids = noun === 'message' ? new Map<string, Span>() : valuesOf(parsed, noun)
  for (const clause of parsed.groups.flat())
    if (clause.type === 'words' && clause.named?.noun === noun) ids.set(clause.named.id, clause)
  return ids
}

const tooManyNames = (names: ReadonlyMap<string, Span>): QueryProblem | undefined => {
  const place = [...names.values()][MOST_NAMES]
  if (!place) return undefined
  const { start, end } = place
  return { start, end, message: `A search names up to ${MOST_NAMES} assistants.` }
}

const tooManyCalled = (place: Span = { start: 0, end: 0 }): QueryProblem => ({
  start: place.start,
  end: place.end,
  message: `More than ${MOST_CALLED} assistants are called so. Write more of the name, or an id.`,
})

const eachOf = async <Found>(
  values: ReadonlyMap<string, Span>,
  ask: (value: string) => Promise<Found>,
): Promise<Map<string, Found>> => {
  const found = new Map<string, Found>()
  for (const value of values.keys()) found.set(value, await ask(value))
  return found
}

/** The ids of the assistants that have each of those names: all of them are read once. */
const calledSo = async (
  store: Asked,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, string[]>> => {
  const found = names.length > 0 ? await store.assistantsCalled(names, signal) : []
  return new Map(names.map((name, at) => [name, found[at] ?? []]))
}

/** A label that was merged stands for the one that stays. */
const labelsCalled = (labels: readonly Label[]) => (name: string) =>
  labels
    .filter((label) => foldedName(label.name) === foldedName(name))
    .map(({ id, merged_into }) => merged_into ?? id)

const peopleCalled = (people: readonly Person[]) => (name: string) =>
  people
    .filter((each) =>
      [each.name, each.initials].some((own) => foldedName(own) === foldedName(name)),
    )
    .map(({ id }) => id)

const wrongQuery = (query: string, problem: QueryProblem) =>
  new ApiError(400, INVALID_QUERY, queryRefusal(query, problem), 'query')

/**
 * What was found, and whether all that was written could be: damage that a search meets is known after it.
 * Threads of another server may not be here yet; of those of its list that were not seen there is no number.
 * @param progress how much of what was written can be found, where that is not by the index of texts
 */
export const withCompleteness = async <Found>(
  store: Pick<Store, 'searchProgress' | 'countUnfetched' | 'getOwnValue'>,
  look: () => Promise<Found>,
  progress = () => store.searchProgress(),
): Promise<{ found: Found; complete: boolean; unfetched: number }> => {
  const before = await progress()
  const unfetched = await store.countUnfetched()
  const isListed = (await store.getOwnValue(SEEN_ALL)) !== 'no'
  const found = await look()
  const isIndexed = before.isWhole && (await progress()).isWhole
  return { found, complete: isIndexed && isListed && unfetched === 0, unfetched }
}
