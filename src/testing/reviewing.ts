import type { Label } from '#contract/label.ts'
import { PERSON_HEADER, type Person } from '#contract/person.ts'
import type { Review } from '#contract/review.ts'

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
