import { useQuery } from '@tanstack/react-query'

import { assistantQuery } from '#console/api/assistants.ts'
import { peopleQuery } from '#console/api/people.ts'
import { Chip } from '#console/ui/Chip.tsx'
import { shownAssistant, shownName } from '#console/util/shown-name.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
import type { OperatorClause } from '#contract/search-language.ts'

import type { Edit } from './edit-written.ts'
import { meaningOf, withoutMeaning } from './query-filters.ts'
import { operatorsIn } from './query-text.ts'

const WORDS: Readonly<Record<string, string>> = { after: 'since', before: 'before' }

const saying = (what: string, value: string): string => {
  const word = WORDS[what]
  return word === undefined ? `${what}: ${value}` : `${word} ${value}`
}

/** An operator as a person would say it. */
export const chipText = ({ name, key, value, isNot }: OperatorClause, called = value): string => {
  if ((key || name) === 'verdict' && name !== 'meta') called = verdictWord(called)
  const text =
    name === 'meta'
      ? `${key} = ${value}`
      : key === ''
        ? saying(name, called)
        : `${name} ${saying(key, called)}`
  return shownName(isNot ? `not ${text}` : text)
}

/** Written twice it is one. */
const uniqueIn = (query: string): [string, OperatorClause][] => [
  ...new Map(operatorsIn(query).map((clause) => [meaningOf(clause), clause])),
]

/** What narrows the search, each with a way to take it off. */
export const SearchChips = ({ query, onEdit }: { query: string; onEdit: (edit: Edit) => void }) => {
  const clauses = uniqueIn(query)
  if (clauses.length === 0) return null
  return (
    <ul aria-label="Narrowed by" className="flex flex-wrap gap-1.5 px-3.5 pb-2.5">
      {clauses.map(([meaning, clause]) => (
        <ClauseChip
          key={meaning}
          clause={clause}
          onRemove={() => onEdit((written) => withoutMeaning(written, clause))}
        />
      ))}
    </ul>
  )
}

const ClauseChip = ({ clause, onRemove }: { clause: OperatorClause; onRemove: () => void }) => {
  const { name, key, value } = clause
  const isPerson =
    (name === 'reviewer' || (name === 'review' && key === 'by')) && value.startsWith('person_')
  const people = useQuery({ ...peopleQuery, enabled: isPerson }).data
  const isAssistant =
    (name === 'assistant' || (name === 'run' && key === 'assistant')) && value.startsWith('asst_')
  const { data } = useQuery({
    ...assistantQuery(value),
    enabled: isAssistant,
    retry: false,
  })
  const person = people?.find(({ id }) => id === value)
  const called = person?.name ?? (data && shownAssistant(data))
  return (
    <Chip text={chipText(clause, called)} otherwise="[data-search-field]" onRemove={onRemove} />
  )
}
