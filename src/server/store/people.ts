import type { Person } from '#contract/person.ts'

import type { Keep } from './answers.ts'

/** Those who review. None is ever deleted: what they said is theirs. */
export interface PersonStore {
  /** @throws {ApiError} where another has the name, or they are too many */
  insertPerson(person: Person, keep?: Keep<void>): Promise<void>
  getPerson(id: string): Promise<Person | undefined>
  /** @throws {ApiError} where another has the name */
  updatePerson(
    id: string,
    change: Partial<Pick<Person, 'name' | 'initials'>>,
  ): Promise<Person | undefined>
  /** By their names. */
  listPeople(): Promise<Person[]>
}
