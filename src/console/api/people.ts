import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'

import type { CreatePersonRequest, ModifyPersonRequest, Person } from '#contract/person.ts'

import type { Patience } from '../util/patience.ts'
import { request } from './client.ts'
import { queryKey } from './query-key.ts'
import { reviewerId } from './reviewer.ts'
import { make } from './writes.ts'

/** Everybody who reviews. They are listed whole. */
export const peopleQuery = queryOptions({
  queryKey: queryKey('listPeople', {}),
  queryFn: ({ signal }) => allPeople(signal),
})

const allPeople = async (signal: AbortSignal): Promise<Person[]> =>
  (await request('listPeople', { signal })).data

/** Who reads here, once that is known and read. */
export const useReviewer = (): Person | undefined => {
  const id = reviewerId.use()
  const { data } = useQuery({ ...peopleQuery, enabled: id !== undefined })
  return id === undefined ? undefined : data?.find((person) => person.id === id)
}

const isNamed = (name: string | undefined) => (person: Person) =>
  name !== undefined && person.name.toLowerCase() === name.trim().toLowerCase()

/** Makes a person. @throws {ApiFailure} */
export const createPerson = async (
  client: QueryClient,
  body: CreatePersonRequest,
  patience?: Patience,
): Promise<Person> => {
  const look = async (signal: AbortSignal) => (await allPeople(signal)).find(isNamed(body.name))
  return written(client, await make('createPerson', { body }, look, patience))
}

/** @throws {ApiFailure} */
export const modifyPerson = async (
  client: QueryClient,
  person_id: string,
  body: ModifyPersonRequest,
  patience?: Patience,
): Promise<Person> => {
  const look = async (signal: AbortSignal) =>
    (await allPeople(signal)).find(
      (person) =>
        person.id === person_id &&
        isNamed(body.name ?? person.name)(person) &&
        (body.initials === undefined || person.initials === body.initials),
    )
  const options = { params: { person_id }, body }
  return written(client, await make('modifyPerson', options, look, patience))
}

const written = (client: QueryClient, person: Person): Person => {
  client.setQueryData(
    peopleQuery.queryKey,
    (people) => people && [...people.filter(({ id }) => id !== person.id), person].toSorted(byName),
  )
  return person
}

const byName = (one: Person, other: Person): number => one.name.localeCompare(other.name)
