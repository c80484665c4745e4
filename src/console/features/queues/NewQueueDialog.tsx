import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { peopleQuery } from '#console/api/people.ts'
import { createQueue } from '#console/api/queues.ts'
import { threadCountQuery } from '#console/api/thread-count.ts'
import { type NewQueuePlace, paths } from '#console/paths.ts'
import { ActionDialog, STAY } from '#console/ui/ActionDialog.tsx'
import { Select, TextField } from '#console/ui/Field.tsx'
import { describeFailure } from '#console/util/describe-failure.ts'
import { readerZone } from '#console/util/month.ts'
import { countText, numberText, overText } from '#console/util/number.ts'
import { STRATUM_WORDS } from '#console/util/queue-words.ts'
import {
  type CreateQueueRequest,
  MAX_QUEUE_NAME,
  MAX_QUEUE_THREADS,
  MAX_SEED_CHARACTERS,
  STRATA,
  type Stratum,
} from '#contract/queue.ts'

import { PeopleField } from './PeopleField.tsx'
import { type CriterionText, criterionFault, toCriteria } from './rubric.ts'
import { RubricFields } from './RubricFields.tsx'

const SHARES = [0, 0.1, 0.2, 0.5, 1]
const shareWord = (share: number): string =>
  share === 0 ? 'None' : share === 1 ? 'All of them' : `${numberText(share * 100)} % of them`

/** How many threads of one that is not asked for are taken. */
const USUAL_SIZE = 40

/** Makes a queue of what a search finds, or of all threads. */
export const NewQueueDialog = ({
  place: { query: asked = '', metadata = {} },
  onClose,
}: {
  place: NewQueuePlace
  onClose: () => void
}) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [query, setQuery] = useState(asked)
  const [isSample, setSample] = useState(true)
  const [size, setSize] = useState(String(USUAL_SIZE))
  const [seed, setSeed] = useState('')
  const [by, setBy] = useState<Stratum | ''>('')
  const [second, setSecond] = useState(0)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [criteria, setCriteria] = useState<CriterionText[]>([])
  const [isTold, setTold] = useState(false)
  const { data: people = [] } = useQuery(peopleQuery)
  const filters = {
    order: 'newest' as const,
    metadata,
    ...(query.trim() && { query: query.trim() }),
  }
  const counted = useQuery({ ...threadCountQuery(filters), placeholderData: keepPreviousData })
  const { data: count, error: wrong } = counted
  const number = Number(size)
  const isSize = Number.isInteger(number) && number >= 1 && number <= MAX_QUEUE_THREADS
  const isAlone = second > 0 && chosen.length === 1
  const body = (): CreateQueueRequest => ({
    name: name.trim(),
    query: query.trim() || null,
    time_zone: readerZone(),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(isSample && {
      sample: { size: number, ...(seed.trim() && { seed: seed.trim() }), ...(by && { by }) },
    }),
    ...(criteria.length > 0 && { criteria: toCriteria(criteria) }),
    ...(chosen.length > 0 && { people: [...chosen] }),
    second_reading: second,
  })
  return (
    <ActionDialog
      title="New queue"
      isForm
      action="Make queue"
      deed="the queue was made"
      disabled={name.trim() === '' || (isSample && !isSize) || isAlone}
      onClose={onClose}
      onAction={async (patience) => {
        if (criteria.some((each) => criterionFault(each) !== undefined)) {
          setTold(true)
          return STAY
        }
        const queue = await createQueue(client, body(), patience)
        // It is left by going there.
        if (queue) void navigate(paths.queue(queue.id), { replace: true })
        return STAY
      }}
    >
      <TextField
        label="Name"
        autoComplete="off"
        value={name}
        error={overText(name.length, MAX_QUEUE_NAME)}
        placeholder="Refund answers, week 47"
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label="Threads that match"
        autoComplete="off"
        spellCheck={false}
        value={query}
        placeholder="All threads"
        hint={
          <>
            {Object.entries(metadata).map(([key, value]) => `${key} = ${value} · `)}
            {count == null
              ? 'As in the search: words, label:, verdict:, before:, …'
              : `${count.more ? 'More than ' : ''}${countText(count.total, 'thread matches', 'threads match')} now.`}
          </>
        }
        {...(wrong && { error: describeFailure(wrong).message })}
        onChange={({ target }) => setQuery(target.value)}
      />
      <fieldset className="space-y-2">
        <legend className="sr-only">How many of them</legend>
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="radio"
            name="extent"
            className="accent-accent"
            checked={isSample}
            onChange={() => setSample(true)}
          />
          A sample of them
        </label>
        {isSample && (
          <div className="grid grid-cols-2 gap-2 ps-6 sm:grid-cols-3">
            <TextField
              label="Threads"
              inputMode="numeric"
              autoComplete="off"
              value={size}
              {...(!isSize && { error: `A number up to ${numberText(MAX_QUEUE_THREADS)}.` })}
              onChange={({ target }) => setSize(target.value)}
            />
            <TextField
              label="Seed"
              autoComplete="off"
              value={seed}
              placeholder="Made up"
              error={overText(seed.length, MAX_SEED_CHARACTERS)}
              onChange={({ target }) => setSeed(target.value)}
            />
            <Select
              label="In proportion by"
              value={by}
              options={[
                { value: '', label: 'Nothing' },
                ...STRATA.map((value) => ({ value, label: STRATUM_WORDS[value] })),
              ]}
              onChange={({ target }) => setBy(STRATA.find((known) => known === target.value) ?? '')}
            />
          </div>
        )}
        {isSample && (
          <p className="ps-6 text-meta text-ink-3">The same seed takes the same threads again.</p>
        )}
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="radio"
            name="extent"
            className="accent-accent"
            checked={!isSample}
            onChange={() => setSample(false)}
          />
          All of them, up to {numberText(MAX_QUEUE_THREADS)}
        </label>
      </fieldset>
      <PeopleField
        label="Who reads"
        hint={chosen.length === 0 ? 'Anybody.' : `${countText(chosen.length, 'person', 'people')}.`}
        people={people}
        chosen={chosen}
        onChange={setChosen}
      />
      <Select
        label="Read by two people"
        value={String(second)}
        options={SHARES.map((share) => ({ value: String(share), label: shareWord(share) }))}
        {...(isAlone
          ? { error: 'Whoever read a thread does not read it again: choose two people at least.' }
          : { hint: 'Neither is told what the other said until both have judged.' })}
        onChange={({ target }) => setSecond(Number(target.value))}
      />
      <RubricFields criteria={criteria} isTold={isTold} onChange={setCriteria} />
    </ActionDialog>
  )
}
