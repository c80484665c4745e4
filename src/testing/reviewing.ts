import { expect } from 'vitest'

import type { Label } from '#contract/label.ts'
import { PERSON_HEADER, type Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Review } from '#contract/review.ts'
import type { SearchHit, SearchResult } from '#contract/search.ts'

import type { TestApp } from './app.ts'
import { accepted } from './checked.ts'

/** The header that says who reviews. */
export const as = ({ id }: Pick<Person, 'id'>) => ({ [PERSON_HEADER]: id })

export const newPerson = (app: TestApp, name: string): Promise<Person> =>
  accepted('createPerson', app.request('POST', '/api/people', { name }))

export const newLabel = (app: TestApp, name: string): Promise<Label> =>
  accepted('createLabel', app.request('POST', '/api/labels', { name }))

export const newReview = (app: TestApp, person: Person, body: object): Promise<Review> =>
  accepted('createReview', app.request('POST', '/api/reviews', body, as(person)))

export const changeReview = (app: TestApp, person: Person, id: string, body: unknown) =>
  app.request('POST', `/api/reviews/${id}`, body, as(person))

export const withdrawReview = (app: TestApp, person: Person, id: string) =>
  app.request('DELETE', `/api/reviews/${id}`, undefined, as(person))

export const listReviews = (
  app: TestApp,
  query: Record<string, string> = {},
): Promise<List<Review>> =>
  accepted('listReviews', app.request('GET', `/api/reviews?${new URLSearchParams(query)}`))

/** What a search finds once all that was written can be found. */
export const foundWhole = async (app: TestApp, query: string): Promise<SearchHit[]> => {
  const ask = () => app.json<SearchResult>('GET', `/api/search?${new URLSearchParams({ query })}`)
  await expect.poll(async () => (await ask()).complete, { timeout: 20_000 }).toBe(true)
  return (await ask()).data
}
