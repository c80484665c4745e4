import type { FileObject } from '#contract/file.ts'

import type { Store } from '../store.ts'
import type { Place } from '../summary.ts'
import { type Context, fromBody, toBody } from './context.ts'
import { mapListed, readPage } from './page.ts'

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
  ...fromBody<Omit<FileObject, 'id' | 'object' | 'created_at' | 'purpose'>>(body),
})

type Files = Pick<Store, 'insertFile' | 'getFile' | 'deleteFile' | 'listFiles'>

export const files = ({ db, write }: Context): Files => ({
  insertFile: (file) =>
    write(() => {
      db.insert(
        'INSERT INTO files (id, created_at, purpose, body) VALUES (?, ?, ?, ?)',
        file.id,
        file.created_at,
        file.purpose,
        toBody(file, ['id', 'object', 'created_at', 'purpose']),
      )
    }),

  getFile: async (id) => {
    const row = db.get<FileRow>(`SELECT ${COLUMNS} FROM files WHERE id = ?`, id)
    return row && toFile(row)
  },

  deleteFile: (id) => write(() => db.run('DELETE FROM files WHERE id = ?', id) > 0),

  listFiles: async ({ purpose, ...page }) =>
    mapListed(
      readPage<FileRow>(
        db,
        {
          select: COLUMNS,
          from: 'files',
          where: purpose === undefined ? 'true' : 'purpose = ?',
          params: purpose === undefined ? [] : [purpose],
          at: 'created_at',
          tie: 'tie',
        },
        page,
        (id) => db.get<Place>('SELECT created_at AS at, seq FROM files WHERE id = ?', id),
      ),
      toFile,
    ),
})
