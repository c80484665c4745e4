import type { QueryClient } from '@tanstack/react-query'

import { PERSON_HEADER } from '#contract/person-header.ts'
import type { Person, PersonInShort } from '#contract/person.ts'
import type { Review } from '#contract/review.ts'

import type { Patience } from '../util/patience.ts'
import { ApiFailure, isNotFound } from './failure.ts'
import { peopleQuery } from './people.ts'
import { askWho, reviewerId, setReviewer } from './reviewer.ts'
import { currentReviews, pending, readReviews, refreshReviews, reviewsQuery } from './reviews.ts'
import {
  NOTHING,
  type Pending,
  type Said,
  type Subject,
  isNothing,
  isUnmade,
  ownReview,
  saidIn,
  subjectKey,
} from './said.ts'
import { make } from './writes.ts'

/** Who reads, asked for where nobody knows; undefined where that is put off. */
export const whoReads = async (client: QueryClient): Promise<PersonInShort | undefined> => {
  for (;;) {
    // The dialog opens with all that it asks, so that who types on types into it.
    if (reviewerId.get() === undefined) await client.prefetchQuery(peopleQuery)
    const id = reviewerId.get() ?? (await askWho())
    if (id === undefined) return undefined
    const people = await client.ensureQueryData(peopleQuery)
    const person = people.find((each) => each.id === id)
    if (person) return inShort(person)
    // Of another server, or of one that began anew.
    setReviewer(undefined)
  }
}

const inShort = ({ id, name, initials }: Person): PersonInShort => ({ id, name, initials })

/** What was said, and how to say it again as it was before. */
export interface Act {
  subject: Subject
  change: Partial<Said>
  before: Partial<Said>
}

/** What is written of one subject is written one after the other. */
const queues = new Map<string, Promise<unknown>>()

const inTurn = async <Done>(key: string, work: () => Promise<Done>): Promise<Done> => {
  const turn = (queues.get(key) ?? Promise.resolve()).then(work, work)
  queues.set(key, turn)
  try {
    return await turn
  } finally {
    if (queues.get(key) === turn) queues.delete(key)
  }
}

/** What is said of a subject now, by whoever reads here. */
export const saidNow = (client: QueryClient, subject: Subject): Said =>
  saidIn(ownReview(currentReviews(client, subject.thread_id), subject, reviewerId.get()) ?? NOTHING)

/**
 * Says something of a thread, a message or a passage: it shows at once, and is taken back where it is refused.
 * `changeOf` may depend on what is said by then, and `onSaid` is called once it shows. Undefined where nobody said
 * who they are.
 * @throws {ApiFailure}
 */
export const say = async (
  client: QueryClient,
  subject: Subject,
  changeOf: Partial<Said> | ((said: Said) => Partial<Said>),
  { onSaid, ...patience }: Patience & { onSaid?: (act: Act) => void } = {},
): Promise<Act | undefined> => {
  const person = await whoReads(client)
  if (!person) return undefined
  const reviews = await client.ensureQueryData(reviewsQuery(subject.thread_id))
  const said = saidNow(client, subject)
  const change = typeof changeOf === 'function' ? changeOf(said) : changeOf
  const fields = Object.keys(change) as (keyof Said)[]
  const before: Partial<Said> = Object.fromEntries(fields.map((field) => [field, said[field]]))
  const act = { subject, change, before }
  if (fields.every((field) => isSame(said[field], change[field]))) return act
  const waiting: Pending = { subject, person, change }
  pending.set([...pending.get(), waiting])
  onSaid?.(act)
  try {
    const key = subjectKey(subject) + person.id
    await inTurn(key, () => write(client, waiting, reviews, patience))
    return act
  } finally {
    pending.set(pending.get().filter((each) => each !== waiting))
  }
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

const write = async (
  client: QueryClient,
  waiting: Pending,
  read: readonly Review[],
  patience: Patience,
): Promise<void> => {
  const { subject, person, change } = waiting
  const { thread_id } = subject
  const { queryKey } = reviewsQuery(thread_id)
  const find = (reviews: readonly Review[] | undefined) =>
    ownReview(reviews ?? [], subject, person.id)
  const own = find(client.getQueryData(queryKey) ?? read)
  const target = { ...(own ? saidIn(own) : NOTHING), ...change }
  const headers = { [PERSON_HEADER]: person.id }
  const look = async (signal: AbortSignal) => find(await readReviews(thread_id, signal))
  const put = (review: Review | undefined) =>
    client.setQueryData(queryKey, (reviews) => {
      const rest = reviews?.filter(({ id }) => id !== (review ?? own)?.id && id !== own?.id)
      return rest && (review ? [review, ...rest] : rest)
    })
  const lookDone = async (signal: AbortSignal) => {
    const there = await look(signal)
    return there && isSame(saidIn(there), target) ? there : undefined
  }
  try {
    if (own && !isUnmade(own) && isNothing(target)) {
      const params = { review_id: own.id }
      const gone = { id: own.id, object: 'review.deleted', deleted: true } as const
      await make(
        'deleteReview',
        { params, headers },
        async (signal) => ((await look(signal)) ? undefined : gone),
        patience,
      ).catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      })
      put(undefined)
    } else if (own) {
      const params = { review_id: own.id }
      put(await make('modifyReview', { params, headers, body: change }, lookDone, patience))
    } else if (!isNothing(target)) {
      const { message_id, passage } = subject
      const body = { thread_id, message_id, passage, ...target }
      put(await make('createReview', { headers, body }, lookDone, patience))
    }
  } catch (error) {
    refreshReviews(client, thread_id)
    if (!isPersonUnknown(error)) throw error
    // The server began anew: whoever reads says once more who they are, and it goes on.
    setReviewer(undefined)
    await client.invalidateQueries({ queryKey: peopleQuery.queryKey })
    const again = await whoReads(client)
    if (!again) throw error
    await write(client, { ...waiting, person: again }, [], patience)
  }
}

const isPersonUnknown = (error: unknown): boolean =>
  error instanceof ApiFailure && error.code === 'person_required'
