import type { OwnOperationName } from '#contract/endpoints.ts'
import type { Person } from '#contract/person.ts'
import { initialsOf } from '#contract/plain-text.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { noPerson } from '../refusals/reviews.ts'
import { toList } from '../routes/page.ts'
import { keeping } from '../store/answers.ts'

export const personHandlers = {
  async listPeople({ services: { store } }) {
    return toList({ data: await store.listPeople(), has_more: false })
  },

  async createPerson({ services: { store, clock, newId }, body, once }) {
    const person: Person = {
      id: newId('person'),
      object: 'person',
      name: body.name,
      initials: body.initials ?? initialsOf(body.name),
      created_at: seconds(clock),
    }
    await store.insertPerson(
      person,
      keeping(once, () => person),
    )
    return person
  },

  async modifyPerson({ services: { store }, params: { person_id: id }, body }) {
    const { name, initials } = body
    const before = await store.getPerson(id)
    const person =
      before &&
      (await store.updatePerson(id, {
        ...(name !== undefined && { name }),
        ...(initials !== undefined && { initials: initials ?? initialsOf(name ?? before.name) }),
      }))
    if (!person) throw noPerson(id)
    return person
  },
} satisfies Partial<Handlers<OwnOperationName>>
