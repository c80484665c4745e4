import { isDeepStrictEqual } from 'node:util'

import type { Assistant } from '#contract/assistant.ts'
import type { AssistantStore } from '#server/store/assistants.ts'
import type { Place } from '#server/store/summary.ts'

import { forgetInAnswers } from './answers.ts'
import { type Context, fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { mapListed, readPage } from './page.ts'
import { bringFiles } from './vector-store-row.ts'
import type { Emit } from './writer.ts'

interface AssistantRow {
  id: string
  created_at: number
  body: string
}
const COLUMNS = 'id, created_at, body'

const toAssistant = ({ id, created_at, body }: AssistantRow): Assistant => ({
  id,
  object: 'assistant',
  created_at,
  ...fromBody<Omit<Assistant, 'id' | 'object' | 'created_at'>>({ noun: 'assistant', id }, body),
})
const bodyOf = (assistant: Assistant): string => toBody(assistant, ['id', 'object', 'created_at'])

export const findAssistant = (db: Database, id: string): Assistant | undefined => {
  const row = db.get<AssistantRow>(`SELECT ${COLUMNS} FROM assistants WHERE id = ?`, id)
  return row && toAssistant(row)
}

const insert = (db: Database, assistant: Assistant, emit: Emit): void => {
  db.insert(
    'INSERT INTO assistants (id, created_at, body) VALUES (?, ?, ?)',
    assistant.id,
    assistant.created_at,
    bodyOf(assistant),
  )
  emit({ type: 'assistant.created', assistant_id: assistant.id })
}

const save = (db: Database, assistant: Assistant, emit: Emit): void => {
  db.run('UPDATE assistants SET body = ? WHERE id = ?', bodyOf(assistant), assistant.id)
  emit({ type: 'assistant.modified', assistant_id: assistant.id })
}

/** An assistant as another server has it; one that was deleted here stays so. */
export const putMirroredAssistant = (db: Database, assistant: Assistant, emit: Emit): void => {
  const before = findAssistant(db, assistant.id)
  if (before) {
    if (!isDeepStrictEqual(before, assistant)) save(db, assistant, emit)
  } else if (!deletedPlace(db, { list: 'assistants' }, assistant.id)) insert(db, assistant, emit)
}

export const assistants = ({ db, write, clock }: Context): AssistantStore => {
  return {
    insertAssistant: (assistant, brought, keep) =>
      write((emit) => {
        bringFiles({ db, clock }, brought, emit)
        insert(db, assistant, emit)
      }, keep),

    getAssistant: async (id) => findAssistant(db, id),

    updateAssistant: (id, change, brought) =>
      write((emit) => {
        const assistant = findAssistant(db, id)
        if (!assistant) return undefined
        bringFiles({ db, clock }, brought, emit)
        const changed = change(assistant)
        save(db, changed, emit)
        return changed
      }),

    deleteAssistant: (id) =>
      write((emit) => {
        const place = placeOf(db, id)
        if (!place) return false
        keepPlace({ db, clock }, { list: 'assistants' }, id, place)
        db.run('DELETE FROM assistants WHERE id = ?', id)
        forgetInAnswers(db, id)
        emit({ type: 'assistant.deleted', assistant_id: id })
        return true
      }),

    listAssistants: async (page) =>
      mapListed(
        readPage<AssistantRow>(
          db,
          {
            select: COLUMNS,
            body: 'body',
            from: 'assistants',
            where: 'true',
            params: [],
            at: 'created_at',
            tie: 'tie',
          },
          page,
          (id) => placeOf(db, id) ?? deletedPlace(db, { list: 'assistants' }, id),
        ),
        toAssistant,
      ),
  }
}

const placeOf = (db: Database, id: string): Place | undefined =>
  db.get<Place>('SELECT created_at AS at, seq FROM assistants WHERE id = ?', id)
