import { isDeepStrictEqual } from 'node:util'

import type { FileObject } from '#contract/file.ts'
import { seconds } from '#server/clock.ts'
import { createBreath } from '#server/in-turn.ts'
import type { FileStore } from '#server/store/files.ts'
import type { Place } from '#server/store/summary.ts'

import { forgetInAnswers } from './answers.ts'
import { type Context, fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { mapListed, readPage } from './page.ts'
import type { Emit } from './writer.ts'

interface FileRow {
  id: string
  created_at: number
  purpose: FileObject['purpose']
  body: string
}
const COLUMNS = 'id, created_at, purpose, body'

const toFile = ({ id, created_at, purpose, body }: FileRow): FileObject => ({
  id,
  object: 'file',
  created_at,
  purpose,
  ...fromBody<Omit<FileObject, 'id' | 'object' | 'created_at' | 'purpose'>>(
    { noun: 'file', id },
    body,
  ),
})

const bodyOf = (file: FileObject): string => toBody(file, ['id', 'object', 'created_at', 'purpose'])

export const insertFile = (db: Database, file: FileObject, emit: Emit): void => {
  db.insert(
    'INSERT INTO files (id, created_at, purpose, body) VALUES (?, ?, ?, ?)',
    file.id,
    file.created_at,
    file.purpose,
    bodyOf(file),
  )
  emit({ type: 'file.created', file_id: file.id })
}

/** What is known of a file, also of one whose time is over. */
export const findFile = (db: Database, id: string): FileObject | undefined => {
  const row = db.get<FileRow>(`SELECT ${COLUMNS} FROM files WHERE id = ?`, id)
  return row && toFile(row)
}

/** A file as another server describes it; one that was deleted here stays so. */
export const putMirroredFile = (db: Database, file: FileObject, emit: Emit): void => {
  if (findFile(db, file.id) || deletedPlace(db, { list: 'files' }, file.id)) return
  insertFile(db, file, emit)
  db.run('UPDATE files SET mirrored = 1 WHERE id = ?', file.id)
}

/** No change of a file goes on record: of all that it has, its status alone ever changes. */
export const saveMirroredFile = (db: Database, file: FileObject): void => {
  const before = findFile(db, file.id)
  if (!before || isDeepStrictEqual(before, file)) return
  db.run('UPDATE files SET body = ? WHERE id = ?', bodyOf(file), file.id)
}

export const files = ({ db, write, clock }: Context): FileStore => ({
  insertFile: (file, keep) => write((emit) => insertFile(db, file, emit), keep),

  getFile: async (id) => {
    const row = db.get<FileRow>(
      `SELECT ${COLUMNS} FROM files WHERE id = ? AND coalesce(expires_at > ?, true)`,
      id,
      seconds(clock),
    )
    return row && toFile(row)
  },

  findMissingFile: async (ids) => {
    const breathe = createBreath()
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      const missing = firstMissing(db, ids.slice(at, at + IDS_AT_ONCE), seconds(clock))
      if (missing !== undefined) return missing
      await breathe()
    }
    return undefined
  },

  deleteFile: (id) =>
    write((emit) => {
      const place = placeOf(db, id)
      if (!place) return false
      keepPlace({ db, clock }, { list: 'files' }, id, place)
      const inStores = db.all<Place & { store: number; vector_store_id: string }>(
        `SELECT v.store, s.id AS vector_store_id, v.created_at AS at, v.seq
         FROM vector_store_files v JOIN vector_stores s ON s.seq = v.store WHERE v.file = ?`,
        place.seq,
      )
      for (const { store: owner, vector_store_id, ...at } of inStores) {
        keepPlace({ db, clock }, { list: 'vector store files', owner }, id, at)
        emit({ type: 'vector_store.file.deleted', vector_store_id, file_id: id })
      }
      db.run('DELETE FROM files WHERE id = ?', id)
      forgetInAnswers(db, id)
      forgetInUploads(db, id, emit)
      emit({ type: 'file.deleted', file_id: id })
      emit({ type: 'vector_stores.work' })
      return true
    }),

  listExpiredFiles: async (limit) =>
    db
      .all<{ id: string }>(
        'SELECT id FROM files WHERE expires_at <= ? ORDER BY expires_at LIMIT ?',
        seconds(clock),
        limit,
      )
      .map(({ id }) => id),

  listDeletedFiles: async (limit, after = '') =>
    db
      .all<{ id: string }>(
        `SELECT id FROM deleted_places d WHERE list = 'files' AND owner = 0 AND id > ?
         AND NOT EXISTS (SELECT 1 FROM files f WHERE f.id = d.id) ORDER BY id LIMIT ?`,
        after,
        limit,
      )
      .map(({ id }) => id),

  listFileIds: async (limit, after) => fileIds(db, limit, after),

  listFiles: async ({ purpose, ...page }) =>
    mapListed(
      readPage<FileRow>(
        db,
        {
          select: COLUMNS,
          body: 'body',
          from: 'files',
          where: `${purpose === undefined ? 'true' : 'purpose = ?'} AND coalesce(expires_at > ?, true)`,
          params: [...(purpose === undefined ? [] : [purpose]), seconds(clock)],
          at: 'created_at',
          tie: 'tie',
        },
        page,
        (id) => placeOf(db, id) ?? deletedPlace(db, { list: 'files' }, id),
      ),
      toFile,
    ),
})

const fileIds = (db: Database, limit: number, after = ''): string[] =>
  db
    .all<{ id: string }>(
      'SELECT id FROM files WHERE id > ? AND mirrored IS NULL ORDER BY id LIMIT ?',
      after,
      limit,
    )
    .map(({ id }) => id)

/** How many files are looked for in one statement. */
const IDS_AT_ONCE = 500

const firstMissing = (db: Database, ids: readonly string[], now: number): string | undefined =>
  db.get<{ id: string }>(
    `SELECT j.value AS id FROM json_each(?) j WHERE NOT EXISTS
     (SELECT 1 FROM files f WHERE f.id = j.value AND coalesce(f.expires_at > ?, true)) LIMIT 1`,
    JSON.stringify(ids),
    now,
  )?.id

const placeOf = (db: Database, id: string): Place | undefined =>
  db.get<Place>('SELECT created_at AS at, seq FROM files WHERE id = ?', id)

/** Takes a deleted file's name out of the upload that it came from, and out of the answer that began it. */
const forgetInUploads = (db: Database, file: string, emit: Emit): void => {
  const OF_FILE = "status = 'completed' AND json_extract(body, '$.file.id') = ?"
  for (const { id } of db.all<{ id: string }>(`SELECT id FROM uploads WHERE ${OF_FILE}`, file)) {
    forgetInAnswers(db, id)
    emit({ type: 'upload.modified', upload_id: id })
  }
  db.run(
    `UPDATE uploads SET body = json_set(body, '$.filename', '', '$.file.filename', '') WHERE ${OF_FILE}`,
    file,
  )
}
