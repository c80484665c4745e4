import { MAX_PEOPLE, type Person } from '#contract/person.ts'
import { personTaken, tooManyPeople } from '#server/refusals/reviews.ts'
import { foldedName } from '#server/store/folded-name.ts'
import type { PersonStore } from '#server/store/people.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'

interface PersonRow extends Omit<Person, 'object'> {
  seq: number
}
const COLUMNS = 'seq, id, created_at, name, initials'

const toPerson = ({ id, created_at, name, initials }: PersonRow): Person => ({
  id,
  object: 'person',
  name,
  initials,
  created_at,
})

export const findPerson = (db: Database, id: string): PersonRow | undefined =>
  db.get<PersonRow>(`SELECT ${COLUMNS} FROM people WHERE id = ?`, id)

/** @throws {ApiError} where somebody else has the name */
const requireFree = (db: Database, name: string, own: string): string => {
  const folded = foldedName(name)
  const other = db.get<{ id: string; name: string }>(
    'SELECT id, name FROM people WHERE folded = ? AND id <> ?',
    folded,
    own,
  )
  if (other) throw personTaken(other.name, other.id)
  return folded
}

export const people = ({ db, write }: Context): PersonStore => ({
  insertPerson: ({ id, created_at, name, initials }, keep) =>
    write((emit) => {
      const folded = requireFree(db, name, id)
      const all = db.get<{ all: number }>('SELECT count(*) AS "all" FROM people')?.all ?? 0
      if (all >= MAX_PEOPLE) throw tooManyPeople()
      db.insert(
        'INSERT INTO people (id, created_at, name, folded, initials) VALUES (?, ?, ?, ?, ?)',
        id,
        created_at,
        name,
        folded,
        initials,
      )
      emit({ type: 'person.created', person_id: id })
    }, keep),

  getPerson: async (id) => {
    const row = findPerson(db, id)
    return row && toPerson(row)
  },

  updatePerson: (id, change) =>
    write((emit) => {
      const row = findPerson(db, id)
      if (!row) return undefined
      const now = { ...row, ...change }
      const folded = requireFree(db, now.name, id)
      db.run(
        'UPDATE people SET name = ?, folded = ?, initials = ? WHERE id = ?',
        now.name,
        folded,
        now.initials,
        id,
      )
      emit({ type: 'person.modified', person_id: id })
      return toPerson(now)
    }),

  listPeople: async () =>
    db.all<PersonRow>(`SELECT ${COLUMNS} FROM people ORDER BY folded`).map(toPerson),
})
