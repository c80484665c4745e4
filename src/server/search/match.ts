import { KEYED, type KeyedName } from '#contract/keyed-operators.ts'
import type {
  Clause,
  OperatorClause,
  ParsedQuery,
  QueryProblem,
  WordsClause,
} from '#contract/search-language.ts'
import { NO_WORD, readDate } from '#contract/search-language.ts'
import { isUnspaced, phraseOf } from '#contract/words.ts'
import { UTC } from '#contract/zone-days.ts'

import { type Facet, TEXTS_OF_HAS } from './facet.ts'
import { type Field, tags } from './tags.ts'

/** Words that stand one after the other; of the last one only the beginning may be given. */
export interface Phrase {
  terms: string[]
  isPrefix: boolean
}

/** What can be true of a document. */
export type Fact = { phrase: Phrase } | { tag: string }

/** One thing that is true of a document, or is not: where there are several facts, any of them. */
export type Test = (Fact | { any: readonly Fact[] }) & { isNot: boolean }

/** Something of a thread, or the thread itself: made within that time, and all of the facts are true of it. */
export interface OneOf {
  one: KeyedName
  /** Unix seconds: from the first on, up to before the second. */
  from?: number
  to?: number
  /** Of each, one of the values: what a key of the language calls it. */
  facts: { key: string; values: string[] }[]
}

/**
 * One thing that is true of a thread, or is not: that it has one of some facets, a text of a field, or a run or review
 * of which more than one thing is true.
 */
export type ThreadTest = ({ facets: Facet[] } | { field: Field } | OneOf) & { isNot: boolean }

/** What is looked for, for an index. */
export interface Match {
  /** All of them have to be true; of each, one of its tests. */
  groups: Test[][]
  /** What has to be true of the thread. */
  threads: ThreadTest[]
  /** Unix seconds: from the first on, up to before the second. */
  from?: number
  to?: number
}

/** Whether the index of texts is asked: what is written just now may not be in it yet. */
export const isOfTexts = ({ groups, threads, from, to }: Match): boolean =>
  groups.length > 0 ||
  from !== undefined ||
  to !== undefined ||
  threads.some((test) => 'field' in test)

/** Turns what a query names into what the index knows it by. */
export interface Resolve {
  /** Undefined where there is none of that id. */
  thread: (id: string) => number | undefined
  run: (id: string) => number | undefined
  message: (id: string) => number | undefined
  /** The ids of those that are called so. */
  assistant: (name: string) => string[]
  /** The ids of labels and people that are called so. */
  label: (name: string) => string[]
  reviewer: (name: string) => string[]
}

const FIELD_OF: Readonly<Record<string, Field>> = { file: 'file_name' }

/** A query as what an index is asked, with what is wrong in it. Its days are those of the zone. */
export const matchOf = (
  { groups, problems }: ParsedQuery,
  resolve: Resolve,
  zone = UTC,
): { match: Match; problems: QueryProblem[] } => {
  const match: Match = { groups: [], threads: [] }
  const wrong = [...problems]
  // Signs alone, such as the dash of a pasted sentence, are passed over where there is anything else.
  const sought = groups.map((group) => group.filter((clause) => !isWordless(clause)))
  const [[first] = []] = groups
  if (problems.length === 0 && first && sought.every((group) => group.length === 0))
    wrong.push({ ...spanOf(first), message: NO_WORD })
  for (const group of sought) {
    const tests: Test[] = []
    for (const clause of group) {
      const test = testOf(clause, resolve)
      if (test) tests.push(test)
      else if (group.length > 1)
        wrong.push({ ...spanOf(clause), message: `${nameOf(clause)} does not go with OR.` })
      else narrow(match, clause, { resolve, zone })
    }
    if (tests.length > 0) match.groups.push(distinct(tests))
  }
  return { match: { ...match, groups: distinct(match.groups) }, problems: wrong }
}

/** The same match in those threads alone that have all of the facets. */
export const withFacets = (match: Match, facets: readonly Facet[]): Match => ({
  ...match,
  threads: [...match.threads, ...facets.map((facet) => ({ facets: [facet], isNot: false }))],
})

/** What is said again is looked for once: the index would do it each time. */
const distinct = <T extends Test | Test[]>(all: readonly T[]): T[] => [
  ...new Map(all.map((each) => [JSON.stringify(each), each])).values(),
]

const isWordless = (clause: Clause): boolean =>
  clause.type === 'words' && phraseOf(clause.text).length === 0

const spanOf = ({ start, end }: Clause) => ({ start, end })
const nameOf = (clause: Clause): string => {
  if (clause.type !== 'operator') return 'This'
  return isKeyed(clause) ? `${clause.name}.${clause.key}:` : `${clause.name}:`
}

/** The test of a clause; without any, it narrows the threads or the time. */
const testOf = (clause: Clause, resolve: Resolve): Test | undefined =>
  clause.type === 'words' ? wordsTest(clause, resolve) : operatorTest(clause, resolve)

/** Of words that name something, its texts are found beside those that say its id. */
const wordsTest = (clause: WordsClause, resolve: Resolve): Test => {
  const { named, isNot } = clause
  const phrase = phraseIn(clause.text, clause.isPrefix)
  const seq = named && resolve[named.noun](named.id)
  if (!named || seq === undefined) return { phrase, isNot }
  return { any: [{ phrase }, { tag: tags[named.noun](seq) }], isNot }
}

/** What is looked for by some words, of which the last may be given by its beginning. */
export const phraseIn = (text: string, isPrefix = false): Phrase => {
  const whole = phraseOf(text)
  const terms = asFarAs(whole)
  const goesOn = terms.length === whole.length && (isPrefix || endsWithin(terms))
  return { terms, isPrefix: goesOn }
}

/** A phrase is looked for by its beginning, up to so many words, and the same one so many times. */
const MOST_TERMS = 40
const MOST_REPEATS = 4

/** As much of a phrase as is looked for: an index compares every place of every one of its words. */
const asFarAs = (terms: readonly string[]): string[] => {
  const counts = new Map<string, number>()
  const end = terms.findIndex((term, at) => {
    const count = (counts.get(term) ?? 0) + 1
    counts.set(term, count)
    return at >= MOST_TERMS || count > MOST_REPEATS
  })
  return end < 0 ? [...terms] : terms.slice(0, end)
}

/** Whether the last character may be the first of a pair: of writing without spaces only pairs are kept. */
const endsWithin = (terms: readonly string[]): boolean => {
  const last = terms.at(-1) ?? ''
  return Array.from(last).length === 1 && isUnspaced(last)
}

const operatorTest = (
  { name, key, value, isNot }: OperatorClause,
  resolve: Resolve,
): Test | undefined => {
  const tagged = (tag: string | undefined) => ({ tag: tag ?? tags.nowhere, isNot })
  const seqTag = (seq: number | undefined, tag: (seq: number) => string) =>
    tagged(seq === undefined ? undefined : tag(seq))
  if (isKeyed({ name, key })) return undefined
  switch (name) {
    case 'role':
      return tagged(tags.role(value.toLowerCase() === 'user' ? 'user' : 'assistant'))
    case 'in': {
      const word = value.toLowerCase()
      // The cast: the language knows no other values.
      return tagged(tags.field(FIELD_OF[word] ?? (word as Field)))
    }
    case 'model':
      return tagged(tags.model(value))
    case 'thread':
      return seqTag(resolve.thread(value), tags.thread)
    case 'run':
      return seqTag(resolve.run(value), tags.run)
    default:
      return undefined
  }
}

const narrow = (
  match: Match,
  clause: Clause,
  { resolve, zone }: { resolve: Resolve; zone: string },
): void => {
  if (clause.type === 'words') return
  const { name, key, value, isNot } = clause
  if (isKeyed(clause)) {
    narrowOne(match, clause, { resolve, zone })
    return
  }
  if (name === 'before' || name === 'after') {
    const at = readDate(value, zone)
    if (at === undefined) return
    const isTo = (name === 'before') !== isNot
    if (isTo) match.to = Math.min(match.to ?? at, at)
    else match.from = Math.max(match.from ?? at, at)
    return
  }
  const field = name === 'has' ? TEXTS_OF_HAS[value.toLowerCase()] : undefined
  match.threads.push(
    field ? { field, isNot } : { facets: facetsOf(name, key, value, resolve), isNot },
  )
}

/** Whether a clause asks for one thing of a thread. */
const isKeyed = ({ name, key }: Pick<OperatorClause, 'name' | 'key'>): boolean =>
  key !== '' && Object.hasOwn(KEYED, name)

/** What is to be true is so of one and the same; what is not to be, of none of them. */
const narrowOne = (
  match: Match,
  { name, key, value, isNot }: OperatorClause,
  { resolve, zone }: { resolve: Resolve; zone: string },
): void => {
  // The cast: the caller has looked.
  const one = name as KeyedName
  const known = match.threads.find(
    (test): test is OneOf & { isNot: boolean } =>
      'one' in test && test.one === one && !test.isNot && !isNot,
  )
  const test = known ?? { one, facts: [], isNot }
  if (!known) match.threads.push(test)
  const at = key === 'before' || key === 'after' ? readDate(value, zone) : undefined
  if (key === 'before') test.to = Math.min(test.to ?? Infinity, at ?? Infinity)
  else if (key === 'after') test.from = Math.max(test.from ?? -Infinity, at ?? -Infinity)
  else test.facts.push({ key, values: valuesOf(key, value, resolve) })
}

const NAMED: Readonly<Record<string, 'assistant' | 'label' | 'reviewer'>> = {
  assistant: 'assistant',
  label: 'label',
  reviewer: 'reviewer',
  by: 'reviewer',
}
const FOLDED: ReadonlySet<string> = new Set(['status', 'has', 'verdict'])

/** The values that one that is written stands for. */
const valuesOf = (of: string, value: string, resolve: Resolve): string[] => {
  const named = NAMED[of]
  if (named) return [value, ...resolve[named](value)]
  return [FOLDED.has(of) ? value.toLowerCase() : value]
}

const facetsOf = (
  name: OperatorClause['name'],
  key: string,
  value: string,
  resolve: Resolve,
): Facet[] => {
  if (name === 'meta') return [{ kind: 'metadata', key, value }]
  // The cast: the other operators are kinds of facets by the same name.
  const kind = name as Facet['kind']
  return valuesOf(name, value, resolve).map((each) => ({ kind, key: '', value: each }))
}
