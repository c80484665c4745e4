import type { OperationName } from '#contract/endpoints.ts'
import { PERSON_HEADER, type Person } from '#contract/person.ts'

import type { Call } from '../http/handler.ts'
import { personRequired } from '../refusals/reviews.ts'

/**
 * On whose behalf something is reviewed. The one place where that is found: whoever asks says it by a header.
 * @throws {ApiError} 400 where it is nobody who is known
 */
export const personOf = async ({
  services: { store },
  request,
}: Pick<Call<OperationName>, 'services' | 'request'>): Promise<Person> => {
  const id = request.headers.get(PERSON_HEADER)
  const person = id === null ? undefined : await store.getPerson(id)
  if (!person) throw personRequired()
  return person
}
