import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { createPerson, peopleQuery } from '#console/api/people.ts'
import { ActionDialog } from '#console/ui/ActionDialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Initials } from '#console/ui/Initials.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import type { Person } from '#contract/person.ts'

import { PersonFields, type PersonText, namedAs, toRequest } from './PersonFields.tsx'

/** Stands for somebody who is not in the list. */
const NEW = ''

/** Asks who reads: one of those who are known, or somebody new. */
export const WhoDialog = ({
  current,
  onAnswer,
}: {
  /** Who read until now. */
  current: string | undefined
  /** Undefined where it is put off. */
  onAnswer: (person_id: string | undefined) => void
}) => {
  const client = useQueryClient()
  const { data: people, error, refetch } = useQuery(peopleQuery)
  const [picked, pick] = useState<string | undefined>(current)
  const [text, setText] = useState<PersonText>({ name: '', initials: undefined })
  const chosen = picked ?? (people?.length === 0 ? NEW : undefined)
  return (
    <ActionDialog
      title="Who is reviewing?"
      isForm
      action="Go on"
      deed="your name was saved"
      disabled={chosen === undefined || (chosen === NEW && text.name.trim() === '')}
      onClose={() => onAnswer(undefined)}
      onAction={async (patience) => {
        if (chosen !== NEW) return onAnswer(chosen)
        const known = people && namedAs(people, text.name)
        onAnswer((known ?? (await createPerson(client, toRequest(text), patience))).id)
      }}
    >
      <p className="text-ink-2">
        Your name stands beside what you say about threads. This browser remembers it.
      </p>
      {people ? (
        <>
          {people.length > 0 && (
            <fieldset className="max-h-64 overflow-y-auto">
              <legend className="sr-only">Reviewer</legend>
              {people.map((person) => (
                <Choice
                  key={person.id}
                  isChosen={chosen === person.id}
                  onChoose={() => pick(person.id)}
                >
                  <KnownPerson person={person} />
                </Choice>
              ))}
              <Choice isChosen={chosen === NEW} onChoose={() => pick(NEW)}>
                Somebody else
              </Choice>
            </fieldset>
          )}
          {chosen === NEW && <PersonFields text={text} onChange={setText} />}
        </>
      ) : error ? (
        <Failure
          layout="inline"
          what="The reviewers could not be read."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton className="h-16 w-full" />
      )}
    </ActionDialog>
  )
}

const Choice = ({
  isChosen,
  onChoose,
  children,
}: {
  isChosen: boolean
  onChoose: () => void
  children: React.ReactNode
}) => (
  <label className="flex min-h-9 items-center gap-2.5 rounded-control px-1.5 hover:bg-hover">
    <input
      type="radio"
      name="reviewer"
      className="accent-accent"
      checked={isChosen}
      onChange={onChoose}
    />
    {children}
  </label>
)

const KnownPerson = ({ person }: { person: Person }) => (
  <>
    <Initials person={person} />
    <bdi className="min-w-0 truncate">{person.name}</bdi>
  </>
)
