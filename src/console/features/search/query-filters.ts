import { writtenOperator } from '#console/util/written-operator.ts'
import { type OperatorClause, type OperatorName, parseQuery } from '#contract/search-language.ts'

import { operatorsIn, withoutClause } from './query-text.ts'

/** The query so that more can follow it: a quotation that is open ends where it is written. */
const closed = (text: string): string => {
  const query = text.trim()
  const isOpen = parseQuery(query).problems.some(({ start }) =>
    /^["“”„«»][^"“”„«»]*$/.test(query.slice(start)),
  )
  return isOpen ? `${query}"` : query
}

/** What a query says of an operator, or of one of its values. */
export const clausesOf = (
  query: string,
  name: OperatorName,
  value?: string,
): { wanted: OperatorClause[]; unwanted: OperatorClause[] } => {
  const all = operatorsIn(query).filter(
    (clause) => clause.name === name && (value === undefined || isSame(clause.value, value)),
  )
  return {
    wanted: all.filter(({ isNot }) => !isNot),
    unwanted: all.filter(({ isNot }) => isNot),
  }
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Takes out, one after the other, all clauses that are meant. */
const without = (query: string, isMeant: (clause: OperatorClause) => boolean): string => {
  const clause = operatorsIn(query).find(isMeant)
  return clause ? without(withoutClause(query, clause), isMeant) : query
}

/** The same for whatever says the same. */
export const meaningOf = ({ name, key, value, isNot }: OperatorClause): string =>
  JSON.stringify([name, key, value, isNot])

/** The query without a clause, however often it says that. */
export const withoutMeaning = (query: string, clause: OperatorClause): string =>
  without(query, (other) => meaningOf(other) === meaningOf(clause))

/** The values that a query wants of an operator, as it joins them: `a or b` where one of them is enough. */
export const wantedText = (
  query: string,
  name: OperatorName,
  textOf: (value: string) => string,
): string =>
  parseQuery(query)
    .groups.map((group) =>
      group.flatMap((clause) =>
        clause.type === 'operator' && clause.name === name && !clause.isNot
          ? textOf(clause.value)
          : [],
      ),
    )
    .filter((values) => values.length > 0)
    .map((values) => values.join(' or '))
    .join(' and ')

const withWord = (query: string, word: string | undefined): string | undefined =>
  word === undefined ? undefined : [query, word].filter(Boolean).join(' ')

/**
 * The query with one value in place of those that it wants of an operator; with none for an empty one.
 * Undefined where the value cannot be written.
 */
export const withValue = (query: string, name: OperatorName, value: string): string | undefined => {
  const rest = without(closed(query), (clause) => clause.name === name && !clause.isNot)
  return value === '' ? rest : withWord(rest, writtenOperator(name, value))
}

/** The query that wants a value of an operator beside others, or says nothing of it. */
export const withOne = (
  query: string,
  name: OperatorName,
  { value, isWanted }: { value: string; isWanted: boolean },
): string | undefined => {
  const rest = without(
    closed(query),
    (clause) => clause.name === name && isSame(clause.value, value),
  )
  return isWanted ? withWord(rest, writtenOperator(name, value)) : rest
}

/** The words of a query, without what narrows it. */
export const wordsOnly = (query: string): string => without(closed(query), () => true)
