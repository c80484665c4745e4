import { writtenOperator } from '#console/util/written-operator.ts'
import {
  type Clause,
  MINUS,
  OPERATORS,
  type OperatorClause,
  type OperatorName,
  type QueryProblem,
  type Span,
  type WordsClause,
  parseQuery,
} from '#contract/search-language.ts'
import { UNSPACED } from '#contract/unspaced.ts'

const QUOTED = /(?:[^\s"“”„«»]|["“”„«»][^"“”„«»]*(?:["“”„«»]|$))+/g

const TOKEN = new RegExp(
  String.raw`^([${MINUS}]?)(?:([a-z]+)(\.(?:["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s:"“”„«»]*)))?:)?([^]*)$`,
  'i',
)

/** The word that is being written, with the operator it belongs to; empty where the caret stands between words. */
export interface Token extends Span {
  /** `-` where it must not be so. */
  not: string
  /** `status`, `meta`; undefined where none is written yet. */
  operator: OperatorName | undefined
  /** Of `meta.desk` and `run.status`. */
  key: string
  /** What is written of the value, or of the word. */
  typed: string
}

const isOperator = (name: string): name is OperatorName =>
  (OPERATORS as readonly string[]).includes(name)

/** What stands at the caret. */
export const tokenAt = (text: string, caret: number): Token => {
  const found = [...text.matchAll(QUOTED)].find(
    ({ 0: word, index }) => index <= caret && caret <= index + word.length,
  )
  const start = found?.index ?? caret
  const whole = found?.[0] ?? ''
  const before = text.slice(start, caret)
  const [, not = '', name, , quoted, bare, value] = TOKEN.exec(before) ?? []
  const operator = name?.toLowerCase()
  const span = { start, end: start + whole.length, not }
  if (operator === undefined || !isOperator(operator))
    return { ...span, operator: undefined, key: '', typed: before.slice(not.length) }
  return { ...span, operator, key: quoted ?? bare ?? '', typed: unquoted(value ?? '') }
}

const unquoted = (text: string) => text.replaceAll(/^["“”„«»]|["“”„«»]$/g, '')

/** Whether a query only narrows, and looks for no words: then the list shows the threads it leaves. */
export const isFilter = (query: string): boolean => {
  const { groups, problems } = parseQuery(query)
  const clauses = groups.flat()
  return (
    problems.length === 0 && clauses.length > 0 && clauses.every(({ type }) => type === 'operator')
  )
}

/** The query with another pair of metadata in place of that of its key; undefined where it cannot be written. */
export const withPair = (query: string, key: string, value: string): string | undefined => {
  const pair = writtenOperator('meta', value, { key })
  if (pair === undefined) return undefined
  const before = operatorsIn(query).find(
    (clause) => clause.name === 'meta' && clause.key === key && !clause.isNot,
  )
  const text = [before ? withoutClause(query, before) : query, pair].filter(Boolean).join(' ')
  const { groups, problems } = parseQuery(text)
  // Behind an open quotation or an OR it would say something else.
  return problems.length === 0 && groups.at(-1)?.length === 1 ? text : undefined
}

/** The text with one word in place of another, and where the caret stands then. */
export const withToken = (
  text: string,
  { start, end }: Span,
  word: string,
): { text: string; caret: number } => {
  const rest = text.slice(end)
  const isWhole = !word.endsWith(':') && !word.endsWith('.')
  const gap = isWhole && !/^\s/.test(rest) ? ' ' : ''
  const caret = start + word.length + (isWhole ? 1 : 0)
  return { text: text.slice(0, start) + word + gap + rest, caret }
}

/** The operators of a query, in their order. */
export const operatorsIn = (query: string): OperatorClause[] =>
  parseQuery(query)
    .groups.flat()
    .filter((clause): clause is OperatorClause => clause.type === 'operator')

/** The query without one of its clauses, and without the OR or AND that joined it to another. */
export const withoutClause = (query: string, clause: Clause): string => {
  const before = query.slice(0, clause.start)
  const after = query.slice(clause.end)
  const joinedBefore = before.replace(/(^|\s)OR\s+$/, '$1')
  const rest = joinedBefore === before ? after.replace(/^\s+OR(?=\s)/, '') : after
  const tail = rest.trim()
  const isOpen = tail === '' || /^AND(?!\S)/.test(tail)
  const head = isOpen ? joinedBefore.replace(/(^|\s)AND\s*$/, '').trim() : joinedBefore.trim()
  return [head, head === '' ? tail.replace(/^AND(?!\S)\s*/, '') : tail].filter(Boolean).join(' ')
}

/** Emoji and flags, with what belongs to them. */
const EMOJI =
  /(?:\p{RI}{2}|(?=[^\d#*©®])\p{Emoji}(?:\p{EMod}|\uFE0F|[\u{E0020}-\u{E007F}])*(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)*)*)/gu

/** The emoji among the words of a query: the search passes over them. */
export const emojiIn = (query: string): string[] =>
  parseQuery(query)
    .groups.flat()
    .flatMap((clause) => (clause.type === 'words' ? (clause.text.match(EMOJI) ?? []) : []))

/** The first thing that is wrong in a query, or that waits for its end. */
export const problemIn = (query: string): QueryProblem | undefined => parseQuery(query).problems[0]

/** Longer ones are no example that is read at a glance. */
const EXAMPLE = 30
/** In scripts without spaces no word begins that could be gone on with. */
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u')

/** What a query has of words to find, whether all or one of them have to be there. */
const wordsIn = (query: string): WordsClause[] =>
  parseQuery(query)
    .groups.flat()
    .filter((clause): clause is WordsClause => clause.type === 'words' && !clause.isNot)

/**
 * The beginning of the one word of a query, which may find more than it does; undefined where there are more words or
 * it cannot be gone on with.
 */
export const prefixExample = (query: string): string | undefined => {
  const [word, ...more] = wordsIn(query)
  if (!word || more.length > 0 || word.isPrefix || IS_UNSPACED.test(word.text)) return undefined
  const { text } = word
  if (!/^[\p{L}\p{N}\p{M}]+$/u.test(text) || text.length > EXAMPLE) return undefined
  return `${text.slice(0, Math.max(3, text.length - 2))}*`
}

/** So many are tried of what may find more. */
const MOST_EXAMPLES = 4

/** Whether OR joins anything in a query: of what it joins, less finds less. */
export const hasChoice = (query: string): boolean =>
  parseQuery(query).groups.some(({ length }) => length > 1)

/** Queries that may find more than one that finds nothing; what they find is still to be looked at. */
export const examplesOf = (query: string): string[] => {
  const example = prefixExample(query)
  const [word] = wordsIn(query)
  // With what narrows it, which is true of what it finds, too.
  if (example !== undefined && word)
    return [query.slice(0, word.start) + example + query.slice(word.end)]
  const { groups } = parseQuery(query)
  if (!hasChoice(query) || groups.length < 2) return []
  return (
    groups
      .map((group, at) =>
        group.reduce((rest) => {
          const last = parseQuery(rest).groups[at]?.at(-1)
          return last ? withoutClause(rest, last) : rest
        }, query),
      )
      // Without words nearly everything is found.
      .filter((rest) => problemIn(rest) === undefined && wordsIn(rest).length > 0)
      .slice(0, MOST_EXAMPLES)
  )
}

/** What of a query may be left out, so that more is found: words that all have to be there, else what narrows it. */
export const tooMuchIn = (query: string): 'words' | 'conditions' | undefined => {
  const { groups } = parseQuery(query)
  const joined = groups.filter(([first]) => first?.type === 'words' && !first.isNot)
  const words = joined.flatMap((group) =>
    group.length === 1 && group[0]?.type === 'words' ? group[0].text.split(/\s+/) : ['one of them'],
  )
  if (words.length > 1) return 'words'
  return groups.length > joined.length ? 'conditions' : undefined
}

/** Shorter beginnings of a word have too many words; where no spaces are written, one character is a word. */
const BEGINNING =
  /(?:[\p{L}\p{N}\p{M}]{2}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])$/u

/**
 * What is asked while the query is being written: its last word may go on, where the language takes that. What
 * names something does so only as it stands.
 */
export const whileTyped = (query: string): string => {
  const last = parseQuery(query).groups.flat().at(-1)
  const goesOn =
    last?.type === 'words' &&
    !last.isPhrase &&
    !last.isPrefix &&
    !last.isNot &&
    last.named === undefined &&
    last.end === query.length &&
    BEGINNING.test(last.text)
  const open = `${query}*`
  return goesOn && parseQuery(open).problems.length === 0 ? open : query
}
