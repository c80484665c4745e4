import type { OwnOperationName } from '#contract/endpoints.ts'
import { isPlainText } from '#contract/plain-text.ts'
import type { CreateReviewRequest, ModifyReviewRequest, Passage } from '#contract/review.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { emptyPassage, noQueue, passageWithoutMessage, wrongAnswer } from '../refusals/reviews.ts'
import { noThread } from '../refusals/threads.ts'
import { toList, toPage } from '../routes/page.ts'
import type { Services } from '../services.ts'
import { keeping } from '../store/answers.ts'
import type { Acting, Said } from '../store/reviews.ts'
import { personOf } from './person-of.ts'

export const reviewHandlers = {
  async listReviews({ services: { store }, query }) {
    const { limit: _, order: __, after: ___, before: ____, ...filters } = query
    const { first, last, ...page } = await store.listReviews({ ...toPage(query), ...filters })
    return { ...toList(page), first_id: first, last_id: last }
  },

  async createReview(call) {
    const { services, body, once } = call
    const { thread_id, message_id = null, queue_id = null } = body
    const person = await personOf(call)
    const said = saidIn(body)
    const passage = passageIn(body)
    if (queue_id !== null) throw noQueue(queue_id)
    const { review } = await services.store.putReview(
      {
        ...actingNow(services, person.id),
        id: services.newId('review'),
        thread_id,
        message_id,
        passage,
        queue_id,
        said,
      },
      // Where nothing changed, nothing has to be kept from being done twice.
      keeping(once, (made) => (made.isWritten ? made.review : undefined)),
    )
    return review
  },

  async modifyReview(call) {
    const { services, params, body } = call
    const person = await personOf(call)
    const acting = actingNow(services, person.id)
    return services.store.updateReview(params.review_id, acting, saidIn(body))
  },

  async deleteReview(call) {
    const { services, params } = call
    const person = await personOf(call)
    await services.store.deleteReview(params.review_id, actingNow(services, person.id))
    return { id: params.review_id, object: 'review.deleted', deleted: true }
  },

  async listReviewHistory({ services: { store }, params: { thread_id: id }, query }) {
    const { limit, after } = toPage(query)
    const page = await store.listReviewHistory(id, { limit, ...(after !== undefined && { after }) })
    if (!page) throw noThread(id)
    return toList(page)
  },
} satisfies Partial<Handlers<OwnOperationName>>

const actingNow = ({ clock, newId }: Services, person_id: string): Acting => ({
  person_id,
  act_id: newId('review_act'),
  at: seconds(clock),
})

/** @throws {ApiError} for a key that is no name */
const saidIn = (body: ModifyReviewRequest): Said => {
  const { verdict, labels, note, criteria, flagged, seconds: read } = body
  const wrong = Object.keys(criteria ?? {}).find((key) => key === '' || !isPlainText(key))
  if (wrong !== undefined) throw wrongAnswer(wrong)
  return {
    ...(verdict !== undefined && { verdict }),
    ...(labels !== undefined && { labels: labels ?? [] }),
    ...(note !== undefined && { note: note?.trim() ? note : null }),
    ...(criteria !== undefined && { criteria: criteria ?? {} }),
    ...(flagged !== undefined && { flagged: flagged ?? false }),
    ...(read !== undefined && { seconds: read }),
  }
}

/** @throws {ApiError} for one that is of no message, or has no end */
const passageIn = ({ passage, message_id }: CreateReviewRequest): Passage | null => {
  if (!passage) return null
  if (!message_id) throw passageWithoutMessage()
  if (passage.end <= passage.start) throw emptyPassage()
  return { ...passage, prefix: passage.prefix ?? '', suffix: passage.suffix ?? '' }
}
