import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { CreateLabelRequest, Label, ModifyLabelRequest } from '#contract/label.ts'

import type { Patience } from '../util/patience.ts'
import { newStore } from '../util/store.ts'
import { request } from './client.ts'
import { ofSaid, queryKey } from './query-key.ts'
import { make } from './writes.ts'

const ALL = { include_archived: 'true' } as const
const COUNTED = { ...ALL, include: ['counts' as const] }

/** All labels there are and were: reviews keep those that are archived. They are listed whole. */
export const labelsQuery = queryOptions({
  queryKey: queryKey('listLabels', { query: ALL }),
  queryFn: ({ signal }) => readLabels(ALL, signal),
})

/** The same with how many threads have each, which takes longer to answer. */
export const countedLabelsQuery = queryOptions({
  queryKey: queryKey('listLabels', { query: COUNTED }),
  queryFn: ({ signal }) => readLabels(COUNTED, signal),
})

const readLabels = async (
  query: typeof ALL | typeof COUNTED,
  signal: AbortSignal,
): Promise<Label[]> => (await request('listLabels', { query, signal })).data

const NONE: readonly Label[] = []

/** The labels that are offered, by name. */
export const offered = (labels: readonly Label[]): Label[] =>
  labels
    .filter(({ archived, merged_into }) => !archived && merged_into === null)
    .toSorted((one, other) => one.name.localeCompare(other.name))

/** All labels by id. */
export const useLabels = (): ReadonlyMap<string, Label> => {
  const { data = NONE } = useQuery(labelsQuery)
  return useMemo(() => new Map(data.map((label) => [label.id, label])), [data])
}

const isNamed = (name: string) => (label: Label) =>
  label.merged_into === null && label.name.toLowerCase() === name.trim().toLowerCase()

/** @throws {ApiFailure} */
export const createLabel = async (
  client: QueryClient,
  body: CreateLabelRequest,
  patience?: Patience,
): Promise<Label> => {
  const look = async (signal: AbortSignal) =>
    (await readLabels(ALL, signal)).find(isNamed(body.name))
  return written(client, await make('createLabel', { body }, look, patience))
}

/** @throws {ApiFailure} */
export const modifyLabel = async (
  client: QueryClient,
  label_id: string,
  body: ModifyLabelRequest,
  patience?: Patience,
): Promise<Label> => {
  const look = async (signal: AbortSignal) =>
    (await readLabels(ALL, signal)).find((label) => label.id === label_id && holds(label, body))
  const options = { params: { label_id }, body }
  return written(client, await make('modifyLabel', options, look, patience))
}

const holds = (label: Label, { name, color, description, archived }: ModifyLabelRequest): boolean =>
  (name === undefined || label.name === name.trim()) &&
  (color === undefined || label.color === color) &&
  (description === undefined || label.description === description) &&
  (archived === undefined || label.archived === archived)

/** Whatever has a label has another one in its place from now on. @throws {ApiFailure} */
export const mergeLabel = async (
  client: QueryClient,
  label_id: string,
  into: string,
  patience?: Patience,
): Promise<void> => {
  const look = async (signal: AbortSignal) => {
    const labels = await readLabels(ALL, signal)
    const isDone = labels.find(({ id }) => id === label_id)?.merged_into === into
    return isDone ? labels.find(({ id }) => id === into) : undefined
  }
  await make('mergeLabel', { params: { label_id }, body: { into } }, look, patience)
  await client.invalidateQueries({ queryKey: ofSaid.labels })
}

const written = (client: QueryClient, label: Label): Label => {
  client.setQueriesData<Label[]>({ queryKey: ofSaid.labels }, (labels) => {
    const before = labels?.find(({ id }) => id === label.id)
    const counted = { ...(before?.threads !== undefined && { threads: before.threads }), ...label }
    return labels && [...labels.filter(({ id }) => id !== label.id), counted]
  })
  return label
}

interface AskingLabel {
  name: string
  answer: (label: Label | undefined) => void
}

/** Somebody waits for a label that is to be made: a dialog asks for its colour. */
export const askingLabel = newStore<AskingLabel | undefined>(undefined)

/** Asks for a new label that is called so; undefined where that is put off. */
export const askNewLabel = (name: string): Promise<Label | undefined> => {
  askingLabel.get()?.answer(undefined)
  return new Promise((resolve) => {
    const answer = (label: Label | undefined) => {
      askingLabel.set(undefined)
      resolve(label)
    }
    askingLabel.set({ name, answer })
  })
}
