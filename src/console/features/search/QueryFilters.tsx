import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'

import { searchValuesQuery } from '#console/api/search.ts'
import { Select, TextField } from '#console/ui/Field.tsx'
import { numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
import { type OperatorName, readDate } from '#contract/search-language.ts'
import type { SearchValue } from '#contract/search.ts'

import type { Edit } from './edit-written.ts'
import { clausesOf, wantedText, withOne, withValue } from './query-filters.ts'

interface Props {
  query: string
  /** @param isStep whether it is a step of its own in history */
  onEdit: (edit: Edit, isStep: boolean) => void
}

/** Hands on a change, unless what it puts in cannot be written. */
const handOn = (
  { query, onEdit }: Props,
  edit: (query: string) => string | undefined,
  isStep = true,
) => {
  if (edit(query) !== undefined) onEdit((text) => edit(text) ?? text, isStep)
}

/** As many values as somebody looks through. */
const VALUES = 50

const useValues = (operator: OperatorName): readonly SearchValue[] =>
  useQuery(searchValuesQuery({ operator, limit: VALUES })).data?.data ?? []

const countOf = ({ threads, more }: SearchValue): string =>
  threads === null ? '' : `${numberText(threads)}${more ? '+' : ''}`

/** What a query narrows by, to be chosen from what there is: it shows what the query says, and writes into it. */
export const QueryFilters = ({ query, onEdit }: Props) => (
  <>
    <ValueSelect label="Assistant" operator="assistant" {...{ query, onEdit }} />
    <div className="grid grid-cols-2 gap-2">
      <ValueSelect label="Last run" operator="status" {...{ query, onEdit }} />
      <ValueSelect label="Model" operator="model" {...{ query, onEdit }} />
      <DayField label="Since" operator="after" {...{ query, onEdit }} />
      <DayField label="Before" operator="before" {...{ query, onEdit }} />
    </div>
    <HasBoxes {...{ query, onEdit }} />
    <ReviewFilters {...{ query, onEdit }} />
  </>
)

/** By what people said of threads; where nobody said anything, nothing is offered. */
const ReviewFilters = ({ query, onEdit }: Props) => {
  const verdicts = useValues('verdict').some(({ threads }) => threads !== 0)
  const labels = useValues('label').length > 0
  const reviewers = useValues('reviewer').length > 0
  const isSaid = (['verdict', 'label', 'reviewer'] as const).some(
    (operator) => clausesOf(query, operator).wanted.length > 0,
  )
  if (!verdicts && !labels && !reviewers && !isSaid) return null
  return (
    <div className="grid grid-cols-2 gap-2">
      <ValueSelect label="Verdict" operator="verdict" nameOf={verdictWord} {...{ query, onEdit }} />
      <ValueSelect label="Label" operator="label" {...{ query, onEdit }} />
      <ValueSelect label="Reviewer" operator="reviewer" {...{ query, onEdit }} />
    </div>
  )
}

/** Stands for more than one value, which the query has and a list cannot choose. */
const SEVERAL = '\0'

const ValueSelect = ({
  label,
  operator,
  nameOf = shownName,
  query,
  onEdit,
}: Props & { label: string; operator: OperatorName; nameOf?: (value: string) => string }) => {
  const values = useValues(operator)
  const wanted = clausesOf(query, operator).wanted.map(({ value }) => value)
  const [first = ''] = wanted
  const known = values.find(({ value }) => value.toLowerCase() === first.toLowerCase())
  const offered = values.filter((each) => each.threads !== 0 || each === known)
  return (
    <Select
      label={label}
      value={wanted.length > 1 ? SEVERAL : (known?.value ?? first)}
      onChange={({ target }) => {
        const { value } = target
        handOn({ query, onEdit }, (text) => withValue(text, operator, value))
      }}
      options={[
        { value: '', label: 'Any' },
        ...(wanted.length > 1
          ? [{ value: SEVERAL, label: wantedText(query, operator, nameOf) }]
          : []),
        ...(wanted.length === 1 && !known ? [{ value: first, label: nameOf(first) }] : []),
        ...offered.map((each) => {
          const count = countOf(each)
          // Of a reviewer the label is the initials alone.
          const isNamed = operator === 'reviewer'
          const name = nameOf(isNamed ? each.value : (each.label ?? each.value))
          return { value: each.value, label: count === '' ? name : `${name} (${count})` }
        }),
      ]}
    />
  )
}

/** A whole year: `2` and `20` are days of long ago while it is typed. */
const IS_WHOLE = /^[1-9]\d{3}-/

const DayField = ({
  label,
  operator,
  query,
  onEdit,
}: Props & { label: string; operator: 'after' | 'before' }) => {
  const [typed, setTyped] = useState<string>()
  /** A day is one step in history, however it is typed. */
  const isBegun = useRef(false)
  const said = clausesOf(query, operator).wanted[0]?.value
  const second = said === undefined ? undefined : readDate(said)
  const day = second === undefined ? '' : new Date(second * 1000).toISOString().slice(0, 10)
  return (
    <TextField
      type="date"
      max="9999-12-31"
      label={label}
      value={typed ?? day}
      onBlur={() => {
        setTyped(undefined)
        isBegun.current = false
      }}
      onChange={({ target: { value } }) => {
        setTyped(value)
        if ((value !== '' && !IS_WHOLE.test(value)) || value === day) return
        handOn({ query, onEdit }, (text) => withValue(text, operator, value), !isBegun.current)
        isBegun.current = true
      }}
    />
  )
}

/** What can be in a thread, as a person says it. */
const HAS = {
  attachment: 'Attachment',
  image: 'Image',
  citation: 'Citation',
  error: 'Error',
  tool: 'Tool call',
  note: 'Note',
  flag: 'Flag',
}

const HasBoxes = ({ query, onEdit }: Props) => {
  const values = useValues('has')
  return (
    <fieldset>
      <legend className="text-small font-strong text-ink-2">Has</legend>
      <div className="grid grid-cols-2 gap-x-2">
        {Object.entries(HAS).map(([value, name]) => {
          const { wanted, unwanted } = clausesOf(query, 'has', value)
          const known = values.find((each) => each.value === value)
          return (
            <label key={value} className="flex min-h-8 min-w-0 items-center gap-2">
              <input
                type="checkbox"
                className="accent-accent"
                checked={wanted.length > 0}
                onChange={({ target: { checked } }) =>
                  handOn({ query, onEdit }, (text) =>
                    withOne(text, 'has', { value, isWanted: checked }),
                  )
                }
              />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-meta tabular text-ink-2">
                {unwanted.length > 0 ? 'not' : known && countOf(known)}
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
