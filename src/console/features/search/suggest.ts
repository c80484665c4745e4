import type { ValuesAsked } from '#console/api/search.ts'
import { addDays, fieldDate } from '#console/util/month.ts'
import { numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { writtenOperator } from '#console/util/written-operator.ts'
import { type OperatorName, isOfDay, knownValues } from '#contract/search-language.ts'
import type { SearchValue } from '#contract/search.ts'

import { type Token, tokenAt, withToken } from './query-text.ts'

/** Something that can stand in the field. */
export interface Suggestion {
  id: string
  group: 'Narrow by' | 'Recent searches'
  /** As it is written before its value: `status:`. */
  operator?: string
  label: string
  /** The label tells what the operator is about. */
  isAbout?: true
  hint?: string
  /** The hint is a number of threads, among all there are. */
  isCounted?: true
  /** What stands in the field then, and where the caret. */
  text: string
  caret: number
}

/** What is offered, with what each is about. */
const OFFERED: Partial<Record<OperatorName, string>> = {
  role: 'who said it',
  has: 'what is in the thread',
  status: 'how the last run stands',
  assistant: 'who ran in the thread',
  model: 'what answered',
  label: 'a label that somebody put on',
  verdict: 'what somebody thinks of the thread',
  reviewer: 'who reviewed it',
  meta: 'a pair of metadata',
  after: 'since a day',
  before: 'before a day',
  in: 'where the words stand',
  thread: 'one thread, by its id',
  run: 'one run, by its id',
}
/** Those with a key, which are offered once their beginning is written. */
const OFFERED_KEYS: Readonly<Record<string, string>> = {
  'run.status': 'how one run ended or stands',
  'run.reason': 'why that run ended early',
  'run.assistant': 'whose run it was',
  'run.model': 'which model ran',
  'run.after': 'run since a day',
  'run.before': 'run before a day',
  'review.verdict': 'what one review says of the thread',
  'review.label': 'a label of that review',
  'review.by': 'who wrote it',
  'review.has': 'a verdict or a flag',
  'review.after': 'said since a day',
  'review.before': 'said before a day',
  'thread.after': 'begun since a day',
  'thread.before': 'begun before a day',
}
const OPERATORS = Object.entries(OFFERED)
const ALL_OPERATORS = [...OPERATORS, ...Object.entries(OFFERED_KEYS)]

/** Letters of a word from which on it may become an operator. */
const MEANT = 2

/** What there is only once somebody reviewed: it is offered as soon as the server tells of any. */
const ONCE_REVIEWED = ['has note', 'has flag']

/** Operators whose values the server knows. */
const VALUED: readonly string[] = [
  'role',
  'has',
  'status',
  'assistant',
  'model',
  'label',
  'verdict',
  'reviewer',
  'meta',
]

const isValued = (name: string): name is OperatorName => VALUED.includes(name)
/** The same of those with a key. */
const VALUED_KEYS: readonly string[] = [
  'run.status',
  'run.assistant',
  'run.model',
  'review.verdict',
  'review.label',
  'review.by',
  'review.has',
]

const KEY = /^meta\."?([^":]*)$/i

/** What the server is asked for what is being written. */
export const valuesAsked = ({ operator, key, typed }: Token): ValuesAsked | undefined => {
  const keyTyped = operator === undefined ? KEY.exec(typed)?.[1] : undefined
  if (keyTyped !== undefined) return { operator: 'meta', prefix: keyTyped }
  if (operator !== undefined && operator !== 'meta' && key !== '') {
    // The cast: of these alone.
    const asked = { operator: operator as OperatorName, key: key.toLowerCase() }
    if (!VALUED_KEYS.includes(`${operator}.${asked.key}`)) return undefined
    return asked.key === 'assistant' ? asked : { ...asked, prefix: typed }
  }
  if (operator === undefined || !isValued(operator)) return undefined
  // By its name, which the server does not look at, an assistant is found here.
  if (operator === 'assistant') return { operator }
  if (operator === 'meta') return key === '' ? undefined : { operator, key, prefix: typed }
  return { operator, prefix: typed }
}

/** Whether a value is of what is asked for: of another operator or key it says nothing. */
export const isOfAsked = (
  { operator, key, value }: Pick<SearchValue, 'operator' | 'key' | 'value'>,
  asked: ValuesAsked,
): boolean => {
  if (operator !== asked.operator) return false
  if (operator !== 'meta') return key === (asked.key ?? '')
  // A key that is listed comes without a value.
  return asked.key === undefined ? value === '' : key === asked.key && value !== ''
}

const days = (now: number): { value: string; label: string }[] => {
  const today = fieldDate(now)
  const daysAgo = (count: number) => fieldDate(addDays(now, -count))
  return [
    { value: today, label: 'today' },
    { value: daysAgo(1), label: 'yesterday' },
    { value: daysAgo(7), label: '7 days ago' },
    { value: daysAgo(30), label: '30 days ago' },
    { value: today.slice(0, 7), label: 'this month' },
    { value: today.slice(0, 4), label: 'this year' },
  ]
}

interface Value {
  value: string
  label?: string | undefined
  hint?: string | undefined
  isCounted?: true | undefined
}

const countOf = ({ threads, more }: SearchValue): string | undefined =>
  threads === null ? undefined : `${numberText(threads)}${more ? '+' : ''}`

const staticValues = (operator: OperatorName, key: string): Value[] => {
  const values = operator === 'meta' ? [] : (knownValues(operator, key.toLowerCase()) ?? [])
  return values
    .filter((value) => !ONCE_REVIEWED.includes(`${operator} ${value}`))
    .map((value) => ({ value }))
}

/** The values there are; where none is known, those that there may be. */
const valuesOf = (
  operator: OperatorName,
  key: string,
  known: readonly SearchValue[] | undefined,
  now: number,
): Value[] => {
  if (isOfDay({ name: operator, key: key.toLowerCase() }))
    return days(now).map(({ value, label }) => ({ value, hint: label }))
  const there = known?.filter(({ threads }) => threads !== 0) ?? []
  if (there.length === 0) return staticValues(operator, key)
  return there.map((each) => ({
    value: each.value,
    // Of a reviewer that is the initials; the name says more.
    label: isOfPeople(operator, key) ? undefined : (each.label ?? undefined),
    hint: countOf(each),
    isCounted: true,
  }))
}

const isOfPeople = (operator: OperatorName, key: string): boolean =>
  operator === 'reviewer' || (operator === 'review' && key.toLowerCase() === 'by')

const begins = (text: string, typed: string) => text.toLowerCase().startsWith(typed.toLowerCase())

interface Known {
  /** What the server answered to `valuesAsked`. */
  values: readonly SearchValue[] | undefined
  recent: readonly string[]
  /** In Unix seconds. */
  now: number
}

/** What may be meant at the caret, and what was looked for before. */
export const suggest = (text: string, caret: number, known: Known): Suggestion[] => {
  const token = tokenAt(text, caret)
  const narrowed = narrowing(text, token, known)
  // What is written to its end need not be offered.
  const isWritten = narrowed.every((each) => each.text.trim() === text.trim())
  return [...(isWritten ? [] : narrowed), ...recentOf(text, known)]
}

const narrowing = (text: string, token: Token, { values, now }: Known): Suggestion[] => {
  const { operator, key, typed, not } = token
  const put = (word: string) => withToken(text, token, word)
  if (operator === undefined && KEY.test(typed))
    return (values ?? []).flatMap(({ key: name }) => {
      const word = writtenOperator('meta', 'x', { key: name, not })?.slice(0, -1)
      if (word === undefined) return []
      return {
        id: word,
        group: 'Narrow by',
        operator: 'meta.',
        label: shownName(name),
        ...put(word),
      }
    })
  if (operator === undefined) {
    const isEmpty = text.trim() === ''
    if (!isEmpty && typed.length < MEANT) return []
    return (isEmpty ? OPERATORS : ALL_OPERATORS.filter(([name]) => begins(name, typed))).map(
      ([name, about]) => ({
        id: name,
        group: 'Narrow by',
        operator: name === 'meta' ? 'meta.' : `${name}:`,
        label: about,
        isAbout: true,
        ...put(`${not}${name}${name === 'meta' ? '.' : ':'}`),
      }),
    )
  }
  return valuesOf(operator, key, values, now)
    .filter(
      ({ value, label }) =>
        begins(value, typed) || (label?.toLowerCase().includes(typed.toLowerCase()) ?? false),
    )
    .flatMap(({ value, label, hint, isCounted }) => {
      const word = writtenOperator(operator, value, { key, not })
      if (word === undefined) return []
      return {
        id: word,
        group: 'Narrow by',
        operator: `${not}${operator}${key === '' ? '' : `.${key}`}:`,
        label: shownName(label ?? value),
        ...(hint !== undefined && { hint, ...(isCounted && { isCounted }) }),
        ...put(word),
      }
    })
}

const recentOf = (text: string, { recent }: Known): Suggestion[] => {
  const typed = text.trim().toLowerCase()
  return recent
    .filter((query) => query.toLowerCase().includes(typed) && query.toLowerCase() !== typed)
    .map((query) => ({
      id: `recent ${query}`,
      group: 'Recent searches',
      label: query,
      text: query,
      caret: query.length,
    }))
}

/** Which of them Enter takes without a step to it: the first value of an operator that is being written. */
export const firstActive = (
  text: string,
  caret: number,
  [first]: readonly Suggestion[],
): number | undefined => {
  const { operator, typed, start, end } = tokenAt(text, caret)
  if (operator === undefined || first?.group !== 'Narrow by') return undefined
  const isThere = first.text.slice(start, end) === text.slice(start, end) && typed !== ''
  return isThere && first.text.trim() === text.trim() ? undefined : 0
}
