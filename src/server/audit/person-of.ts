import type { OperationName } from '#contract/endpoints.ts'
import { PERSON_HEADER, type Person } from '#contract/person.ts'

import type { Call } from '../http/handler.ts'
import { personRequired } from '../refusals/reviews.ts'

type Asked = Pick<Call<OperationName>, 'services' | 'request'>

/**
 * On whose behalf something is reviewed. The one place where that is found: whoever asks says it by a header.
 * @throws {ApiError} 400 where it is nobody who is known
 */
export const personOf = async ({ services: { store }, request }: Asked): Promise<Person> => {
  const person = await personNamed(store, request)
  if (!person) throw personRequired()
  return person
}

/** The id of who asks, where that is known: whoever only reads need not say it. */
export const askingPerson = async ({
  services: { store },
  request,
}: Asked): Promise<string | undefined> => (await personNamed(store, request))?.id

const personNamed = async (
  store: Asked['services']['store'],
  { headers }: Request,
): Promise<Person | undefined> => {
  const id = headers.get(PERSON_HEADER)
  return id === null ? undefined : store.getPerson(id)
}
