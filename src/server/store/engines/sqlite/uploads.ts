import type { Upload } from '#contract/upload.ts'
import { seconds } from '#server/clock.ts'
import type { UploadStore } from '#server/store/uploads.ts'

import { type Context, fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'
import { insertFile } from './files.ts'
import type { Emit } from './writer.ts'

interface UploadRow {
  seq: number
  id: string
  status: Upload['status']
  expires_at: number
  file_seconds: number | null
  body: string
}

const toUpload = ({ id, status, expires_at, body }: UploadRow): Upload => ({
  id,
  object: 'upload',
  status,
  expires_at,
  ...fromBody<Omit<Upload, 'id' | 'object' | 'status' | 'expires_at'>>(
    { noun: 'upload', id },
    body,
  ),
})
const bodyOf = (upload: Upload) => toBody(upload, ['id', 'object', 'status', 'expires_at'])

export const uploads = ({ db, write, writeUnseen, clock }: Context): UploadStore => {
  const now = () => seconds(clock)
  const find = (id: string): UploadRow | undefined => {
    const row = db.get<UploadRow>(
      'SELECT seq, id, status, expires_at, file_seconds, body FROM uploads WHERE id = ?',
      id,
    )
    if (row?.status !== 'pending' || row.expires_at > now()) return row
    return { ...row, status: 'expired' }
  }
  const end = (id: string, change: Partial<Upload>, emit: Emit): Upload | undefined => {
    const row = find(id)
    if (row?.status !== 'pending') return undefined
    const upload = { ...toUpload(row), ...change }
    db.run(
      'UPDATE uploads SET status = ?, body = ? WHERE seq = ?',
      upload.status,
      bodyOf(upload),
      row.seq,
    )
    emit({ type: 'upload.modified', upload_id: id })
    return upload
  }
  return {
    insertUpload: (upload, fileSeconds, keep) =>
      write((emit) => {
        db.insert(
          'INSERT INTO uploads (id, status, expires_at, file_seconds, body) VALUES (?, ?, ?, ?, ?)',
          upload.id,
          upload.status,
          upload.expires_at,
          fileSeconds ?? null,
          bodyOf(upload),
        )
        emit({ type: 'upload.created', upload_id: upload.id })
      }, keep),

    getUpload: async (id) => {
      const row = find(id)
      return row && { upload: toUpload(row), file_seconds: row.file_seconds ?? undefined }
    },

    insertUploadPart: (part, bytes, keep) =>
      write((emit) => {
        const row = find(part.upload_id)
        if (row?.status !== 'pending') return 'closed'
        if (bytesOfParts(db, row.seq) + bytes > toUpload(row).bytes) return 'too many bytes'
        db.insert(
          'INSERT INTO upload_parts (id, upload, bytes) VALUES (?, ?, ?)',
          part.id,
          row.seq,
          bytes,
        )
        emit({ type: 'upload.modified', upload_id: part.upload_id })
        return 'added'
      }, keep),

    listUploadParts: async (id) =>
      db.all<{ id: string; bytes: number }>(
        `SELECT id, bytes FROM upload_parts
         WHERE upload = (SELECT seq FROM uploads WHERE id = ?) ORDER BY seq`,
        id,
      ),

    completeUpload: (id, file, keep) =>
      write((emit) => {
        const upload = end(id, { status: 'completed', file }, emit)
        if (upload) insertFile(db, file, emit)
        return upload
      }, keep),

    cancelUpload: (id) => write((emit) => end(id, { status: 'cancelled' }, emit)),

    expireUploads: (limit) =>
      writeUnseen(() => {
        // Whoever reads one takes it for expired already.
        db.run(
          `UPDATE uploads SET status = 'expired' WHERE status = 'pending' AND expires_at <= ?`,
          now(),
        )
        return db
          .all<{ id: string }>(
            `SELECT p.id FROM upload_parts p JOIN uploads u ON u.seq = p.upload
             WHERE u.status <> 'pending' LIMIT ?`,
            limit,
          )
          .map((part) => part.id)
      }),

    deleteUploadParts: (ids) =>
      writeUnseen(() => {
        for (const id of ids) db.run('DELETE FROM upload_parts WHERE id = ?', id)
      }),
  }
}

const bytesOfParts = (db: Database, upload: number): number =>
  db.get<{ bytes: number | null }>(
    'SELECT sum(bytes) AS bytes FROM upload_parts WHERE upload = ?',
    upload,
  )?.bytes ?? 0
