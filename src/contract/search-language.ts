import { VERDICTS, exampleOfKey, valuesOfKey } from './keyed-operators.ts'
import { RUN_STATUSES } from './run-status.ts'
import { UTC, dayStart } from './zone-days.ts'

/** The operators whose values are of a known set. */
export const OPERATOR_VALUES = {
  role: ['user', 'assistant'],
  status: RUN_STATUSES,
  has: ['attachment', 'image', 'citation', 'error', 'tool', 'note', 'flag'],
  verdict: VERDICTS,
  in: ['text', 'title', 'metadata', 'file', 'tool', 'note'],
} as const satisfies Record<string, readonly string[]>

/**
 * What narrows a search. `meta` has a key of its own, as in `meta.desk:4`. Those of a thread are true of all
 * that is in it: `assistant`, `status`, `has`, `label`, `verdict`, `reviewer`, `meta`, and those with a key of
 * `KEYED`. Those of a place are true of a message alone: `role`, `model`, `in`, `thread`, `run`, `before` and `after`.
 */
export const OPERATORS = [
  'role',
  'assistant',
  'model',
  'status',
  'has',
  'label',
  'verdict',
  'reviewer',
  'before',
  'after',
  'meta',
  'thread',
  'run',
  'review',
  'in',
] as const
export type OperatorName = (typeof OPERATORS)[number]

/** A stretch of the query: `[start, end)` in UTF-16 units. */
export interface Span {
  start: number
  end: number
}

export interface WordsClause extends Span {
  type: 'words'
  text: string
  /** The words stand one after the other. */
  isPhrase: boolean
  /** The last word goes on. */
  isPrefix: boolean
  isNot: boolean
  /** What the words name, where they are an id or the address of one in the console. */
  named?: Named
}
export interface Named {
  noun: 'thread' | 'run' | 'message'
  id: string
}
export interface OperatorClause extends Span {
  type: 'operator'
  name: OperatorName
  /** Of `meta`, and of those in `KEYED`; else empty. */
  key: string
  value: string
  isNot: boolean
}
export type Clause = WordsClause | OperatorClause

/** What is wrong with a query, in plain words, and where. */
export interface QueryProblem extends Span {
  message: string
}

export interface ParsedQuery {
  /** All of them have to be true; of each, one of its clauses. */
  groups: Clause[][]
  problems: QueryProblem[]
}

/** How long a query may be, and of how many parts: each of them is looked up. */
export const MAX_QUERY_CHARACTERS = 1000
export const MAX_QUERY_CLAUSES = 50
/** How many of them may be beginnings of words: each stands for hundreds of words. */
export const MAX_QUERY_BEGINNINGS = 12

const isOperator = (name: string): name is OperatorName =>
  (OPERATORS as readonly string[]).includes(name)

/** What word processors and phones make of a hyphen before a word. A long dash is none: speech begins with it. */
export const MINUS = '-\u2010-\u2013\u2212\ufe63\uff0d'
const IS_MINUS = new RegExp(`[${MINUS}]`)

const QUOTES = '"“”„«»'
const isQuote = (character: string | undefined): boolean =>
  character !== undefined && character !== '' && QUOTES.includes(character)
const isBlank = (character: string | undefined): boolean =>
  character === undefined || /\s/.test(character)

/** Reads a text in quotes from its opening one on. Without a closing one it goes to the end. */
const readQuoted = (
  query: string,
  from: number,
): { text: string; end: number; isOpen: boolean } => {
  let end = from + 1
  while (end < query.length && !isQuote(query[end])) end++
  return {
    text: query.slice(from + 1, end),
    end: Math.min(end + 1, query.length),
    isOpen: end >= query.length,
  }
}

const OPERATOR = new RegExp(
  String.raw`^([a-z]+)(\.(?:[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]|([^\s:${QUOTES}]+)))?:`,
  'i',
)

/** `name:`, `meta.key:` or `run.status:` at that place, the key in quotes where it has blanks. */
const readOperator = (
  query: string,
  from: number,
): { name: OperatorName; key: string; end: number } | undefined => {
  const [whole, word = '', , quoted, bare] = OPERATOR.exec(query.slice(from)) ?? []
  const name = word.toLowerCase()
  if (whole === undefined || !isOperator(name)) return undefined
  const written = quoted ?? bare ?? ''
  const end = from + whole.length
  if (name === 'meta') return written === '' ? undefined : { name, key: written, end }
  const key = written.toLowerCase()
  const isKnown = key === '' ? name !== 'review' : exampleOfKey(name, key) !== undefined
  return isKnown ? { name, key, end } : undefined
}

const UNCLOSED = 'This quotation mark has no second one.'
/** A full stop that ends a sentence begins no key. */
const HALF_PAIR = new RegExp(String.raw`^meta\.(?=\S*[:\p{L}\p{N}${QUOTES}])`, 'iu')
const KEY_ALONE = new RegExp(`^[^:${QUOTES}]+$`)

/** What begins as a pair of metadata and is none at that place: it would be looked for as a word. */
const readHalfPair = (query: string, start: number, from: number): QueryProblem | undefined => {
  const [begin] = HALF_PAIR.exec(query.slice(from)) ?? []
  if (begin === undefined) return undefined
  const keyAt = from + begin.length
  const quoted = isQuote(query[keyAt]) ? readQuoted(query, keyAt) : undefined
  if (quoted?.isOpen) return { start: keyAt, end: quoted.end, message: UNCLOSED }
  let end = quoted?.end ?? keyAt
  while (!isBlank(query[end])) end++
  const written = query.slice(from, end).replace(/\*+$/, '')
  const isKey = quoted ? quoted.end === end : KEY_ALONE.test(written)
  const message = isKey
    ? `Say what ${written}: is to be, as in ${exampleOf('meta')}. Words stand in quotation marks.`
    : `Write ${exampleOf('meta')}, or meta."order no":4 where the key has blanks.`
  return { start, end, message }
}

const problemOfValue = ({ name, key, value }: OperatorClause): string | undefined => {
  const written = key === '' ? name : `${name}.${key}`
  if (value.trim() === '') return `Say what ${written}: is to be, as in ${exampleOf(name, key)}.`
  if (isOfDay({ name, key })) {
    return readDate(value) === undefined
      ? `Write a date as 2026-05-31, 2026-05 or 2026.`
      : undefined
  }
  const values = knownValues(name, key)
  if (!values || values.includes(value.toLowerCase())) return undefined
  return `${written}: is one of ${values.join(', ')}.`
}

/** The values that an operator may have; undefined where they are of no known set. */
export const knownValues = (name: OperatorName, key = ''): readonly string[] | undefined => {
  if (key !== '') return valuesOfKey(name, key)
  return name in OPERATOR_VALUES ? OPERATOR_VALUES[name as keyof typeof OPERATOR_VALUES] : undefined
}

/** Whether what follows an operator is a day. */
export const isOfDay = ({ name, key }: Pick<OperatorClause, 'name' | 'key'>): boolean => {
  const asked = key === '' ? name : key
  return name !== 'meta' && (asked === 'before' || asked === 'after')
}

/** `meta:` without a key would be looked for as a word. */
const problemOfWords = ({ text, isPhrase }: WordsClause): string | undefined => {
  const [, pair] = (!isPhrase && /^meta:(.*)$/i.exec(text)) || []
  if (pair === undefined) return undefined
  const [, key, value] = /^([^=:]+)[=:](.+)$/.exec(pair) ?? []
  return key === undefined
    ? `Write the key of the metadata as well, as in ${exampleOf('meta')}.`
    : `Write meta.${key}:${value}.`
}

/** Said of a query of signs alone. */
export const NO_WORD =
  'There is no word in this to look for. Emoji and other signs are not searched for.'
/** No word is without any of these. */
const WORD_CHARACTER = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}\p{M}\p{Co}]/u
const isSigns = (clause: Clause): boolean =>
  clause.type === 'words' && !WORD_CHARACTER.test(clause.text)

const EXAMPLES: Readonly<Record<OperatorName, string>> = {
  role: 'role:user',
  assistant: 'assistant:asst_…',
  model: 'model:gpt-4o',
  status: 'status:failed',
  has: 'has:image',
  label: 'label:refund',
  verdict: 'verdict:fail',
  reviewer: 'reviewer:AB',
  before: 'before:2026-05-31',
  after: 'after:2026-05',
  meta: 'meta.desk:4',
  thread: 'thread:thread_…',
  run: 'run:run_…',
  review: 'review.verdict:fail',
  in: 'in:title',
}
/** One way to write an operator. */
export const exampleOf = (name: OperatorName, key = ''): string =>
  exampleOfKey(name, key) ?? EXAMPLES[name]

/**
 * The first second of a day, month or year of a zone as Unix time.
 * @returns undefined for what is no date
 */
export const readDate = (value: string, zone = UTC): number | undefined => {
  const [whole, year, month = '01', day = '01'] =
    /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value.trim()) ?? []
  if (whole === undefined) return undefined
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const isThere = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  return isThere ? dayStart(date.getTime() / 1000, zone) : undefined
}

const JOINING = /(?<!\S)(?:AND|OR|NOT)(?!\S)/g
/** Whether a text is in capitals alone, in which AND and NOT are words like any other. */
const isShouted = (query: string): boolean => {
  const rest = query.replaceAll(JOINING, '').trim()
  return (rest === '' || /\p{Lu}/u.test(rest)) && !/\p{Ll}/u.test(rest)
}

const OR_BETWEEN = 'OR stands between two things to look for.'
const AND_BETWEEN =
  'AND stands between two things to look for, and can be left out. "AND" in quotation marks is a word.'
const NO_NOT =
  'Write - before what is not to be there, as in -card. "NOT" in quotation marks is a word.'
const NO_BRACKETS =
  'Brackets join nothing: OR stands between two words or phrases, and - before one.'
/** Several words in brackets that are meant to be joined with something. */
const BRACKETED = new RegExp(
  String.raw`^([${MINUS}]?)\(([^()${QUOTES}]*\s[^()${QUOTES}]*)\)(?!\S)(\s+OR(?!\S))?`,
)

/** What other search languages write, and would be looked for as words here. */
const readForeign = (query: string, from: number, isJoined: boolean): QueryProblem | undefined => {
  const rest = query.slice(from)
  if (/^NOT(?!\S)/.test(rest) && !isShouted(query))
    return { start: from, end: from + 3, message: NO_NOT }
  const [, minus = '', inside, or = ''] = BRACKETED.exec(rest) ?? []
  if (inside === undefined) return undefined
  const isMeant = minus !== '' || isJoined || or !== '' || /(?<!\S)OR(?!\S)/.test(inside)
  const end = from + minus.length + inside.length + 2
  return isMeant ? { start: from, end, message: NO_BRACKETS } : undefined
}

const tooLong = (length: number): QueryProblem => ({
  start: MAX_QUERY_CHARACTERS,
  end: length,
  message: `A search has up to ${MAX_QUERY_CHARACTERS} characters, and this has ${length}.`,
})

/** Reads a query. It never throws: what cannot be read is a problem, told with its place. */
export const parseQuery = (query: string): ParsedQuery => {
  if (query.length > MAX_QUERY_CHARACTERS) return { groups: [], problems: [tooLong(query.length)] }
  const groups: Clause[][] = []
  const problems: QueryProblem[] = []
  let joins: Span | undefined
  let at = 0
  const add = (clause: Clause, message: string | undefined) => {
    const last = groups.at(-1)
    if (message !== undefined) problems.push({ start: clause.start, end: clause.end, message })
    else if (joins && last) last.push(clause)
    else groups.push([clause])
    joins = undefined
  }
  while (at < query.length) {
    if (isBlank(query[at])) {
      at++
      continue
    }
    const or = /^OR(?=\s|$)/.exec(query.slice(at))
    if (or) {
      const span = { start: at, end: at + 2 }
      if (groups.length === 0 || joins) problems.push({ ...span, message: OR_BETWEEN })
      joins = span
      at += 2
      continue
    }
    if (/^AND(?!\S)/.test(query.slice(at)) && !isShouted(query)) {
      // Between two things it says nothing: all of them have to be true anyway.
      const isBetween =
        groups.length > 0 && !joins && /^AND\s+(?!(?:AND|OR)(?!\S))\S/.test(query.slice(at))
      if (!isBetween) problems.push({ start: at, end: at + 3, message: AND_BETWEEN })
      at += 3
      continue
    }
    const foreign = readForeign(query, at, joins !== undefined)
    if (foreign) {
      problems.push(foreign)
      joins = undefined
      at = foreign.end
      continue
    }
    at = readClause(query, at, add, problems)
  }
  if (joins && groups.length > 0) problems.push({ ...joins, message: OR_BETWEEN })
  const clauses = groups.flat()
  const [first] = clauses
  if (first && problems.length === 0 && clauses.every(isSigns))
    problems.push({ start: first.start, end: first.end, message: NO_WORD })
  const [tooMany] = clauses.slice(MAX_QUERY_CLAUSES)
  if (tooMany)
    problems.push({
      start: tooMany.start,
      end: query.length,
      message: `A search has up to ${MAX_QUERY_CLAUSES} parts.`,
    })
  const [tooOpen] = clauses
    .filter((clause) => clause.type === 'words' && clause.isPrefix)
    .slice(MAX_QUERY_BEGINNINGS)
  if (tooOpen)
    problems.push({
      start: tooOpen.start,
      end: tooOpen.end,
      message: `A search has up to ${MAX_QUERY_BEGINNINGS} words with *.`,
    })
  return { groups, problems: problems.toSorted((a, b) => a.start - b.start) }
}

/** What is written with a hyphen in front and is a word: an option such as `--dry-run`, or a number below zero. */
const HYPHENED = /^.(?:-|\p{Nd}[\p{Nd}.,]*(?:e[+-]?\p{Nd}+)?%?\*?(?=\s|$))/iu

const NOUNS = { thread_: 'thread', run_: 'run', msg_: 'message' } as const

/** What a bare word names: of an address, what stands last in it. */
const namedBy = (word: string): Named | undefined => {
  const ids = /^https?:/i.test(word)
    ? word.matchAll(/(?<![A-Za-z0-9_-])(thread_|run_|msg_)[\w-]+/g)
    : word.matchAll(/^(thread_|run_|msg_)[\w-]+$/g)
  const last = [...ids].at(-1)
  // The cast: the pattern knows no other beginnings.
  return last && { noun: NOUNS[last[1] as keyof typeof NOUNS], id: last[0] }
}

/** Reads one clause. @returns where it ends */
const readClause = (
  query: string,
  start: number,
  add: (clause: Clause, problem: string | undefined) => void,
  problems: QueryProblem[],
): number => {
  const isNot =
    IS_MINUS.test(query[start] ?? '') &&
    !isBlank(query[start + 1]) &&
    !HYPHENED.test(query.slice(start))
  const from = isNot ? start + 1 : start
  const operator = readOperator(query, from)
  const valueAt = operator?.end ?? from
  let [text, end] = ['', valueAt]
  const half = operator ? undefined : readHalfPair(query, start, from)
  if (half) {
    problems.push(half)
    end = half.end
    text = query.slice(from, end)
  } else if (isQuote(query[valueAt])) {
    const quoted = readQuoted(query, valueAt)
    ;({ text, end } = quoted)
    if (quoted.isOpen) problems.push({ start: valueAt, end, message: UNCLOSED })
  } else {
    while (!isBlank(query[end])) end++
    text = query.slice(valueAt, end)
  }
  if (operator) {
    const { name, key } = operator
    const clause: OperatorClause = { type: 'operator', name, key, value: text, isNot, start, end }
    add(clause, problemOfValue(clause))
    return end
  }
  const isPhrase = isQuote(query[valueAt])
  const isPrefix = isPhrase ? query[end] === '*' : text.endsWith('*')
  if (isPhrase && isPrefix) end++
  const plain = text.replace(/\*+$/, '')
  const named = isPhrase || isPrefix ? undefined : namedBy(plain)
  const clause: WordsClause = {
    type: 'words',
    text: plain,
    isPhrase,
    isPrefix,
    isNot,
    start,
    end,
    ...(named && { named }),
  }
  add(clause, problemOfWords(clause))
  return end
}
