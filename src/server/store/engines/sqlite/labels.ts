import { type Label, MAX_LABELS } from '#contract/label.ts'
import {
  labelMerged,
  labelTaken,
  mergedIntoItself,
  noLabel,
  tooManyLabels,
} from '#server/refusals/reviews.ts'
import { foldedName } from '#server/store/folded-name.ts'
import type { LabelStore } from '#server/store/labels.ts'
import { MOST_COUNTED } from '#server/store/search.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { changeLabel } from './review-row.ts'
import { countThreads } from './thread-facets.ts'

type LabelRow = Omit<Label, 'object' | 'archived' | 'threads'> & { archived: number }
const COLUMNS = 'id, created_at, name, color, description, archived, merged_into'

const toLabel = (row: LabelRow): Label => ({
  ...row,
  object: 'label',
  archived: row.archived === 1,
})

const findLabel = (db: Database, id: string): Label | undefined => {
  const row = db.get<LabelRow>(`SELECT ${COLUMNS} FROM labels WHERE id = ?`, id)
  return row && toLabel(row)
}

/** @throws {ApiError} where there is none, or it was merged */
const requireLabel = (db: Database, id: string): Label => {
  const label = findLabel(db, id)
  if (!label) throw noLabel(id)
  if (label.merged_into !== null) throw labelMerged(id, label.merged_into)
  return label
}

/** @throws {ApiError} where another has the name */
const requireFree = (db: Database, name: string, own: string): string => {
  const folded = foldedName(name)
  const other = db.get<{ id: string; name: string }>(
    'SELECT id, name FROM labels WHERE folded = ? AND id <> ? AND merged_into IS NULL',
    folded,
    own,
  )
  if (other) throw labelTaken(other.name, other.id)
  return folded
}

const save = (db: Database, label: Label, folded: string): void => {
  db.run(
    `UPDATE labels SET name = ?, folded = ?, color = ?, description = ?, archived = ?, merged_into = ?
     WHERE id = ?`,
    label.name,
    folded,
    label.color,
    label.description,
    Number(label.archived),
    label.merged_into,
    label.id,
  )
}

export const labels = ({ db, write }: Context): LabelStore => ({
  insertLabel: (label, keep) =>
    write((emit) => {
      const folded = requireFree(db, label.name, label.id)
      const all =
        db.get<{ all: number }>('SELECT count(*) AS "all" FROM labels WHERE merged_into IS NULL')
          ?.all ?? 0
      if (all >= MAX_LABELS) throw tooManyLabels()
      db.insert(
        `INSERT INTO labels (id, created_at, name, folded, color, description, archived)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        label.id,
        label.created_at,
        label.name,
        folded,
        label.color,
        label.description,
        Number(label.archived),
      )
      emit({ type: 'label.created', label_id: label.id })
    }, keep),

  getLabel: async (id) => findLabel(db, id),

  updateLabel: (id, change) =>
    write((emit) => {
      if (!findLabel(db, id)) return undefined
      const label = { ...requireLabel(db, id), ...change }
      save(db, label, requireFree(db, label.name, id))
      emit({ type: 'label.modified', label_id: id })
      return label
    }),

  mergeLabel: (id, into) =>
    write((emit) => {
      if (id === into) throw mergedIntoItself()
      const [from, to] = [requireLabel(db, id), requireLabel(db, into)]
      changeLabel(db, id, into)
      db.run('UPDATE labels SET merged_into = ? WHERE merged_into = ?', into, id)
      save(db, { ...from, archived: true, merged_into: into }, foldedName(from.name))
      emit({ type: 'label.modified', label_id: id })
      emit({ type: 'label.modified', label_id: into })
      return to
    }),

  listLabels: async ({ counts } = {}) => {
    const all = db.all<LabelRow>(`SELECT ${COLUMNS} FROM labels ORDER BY folded, seq`).map(toLabel)
    if (!counts) return all
    return all.map((label) => ({
      ...label,
      threads: countThreads(db, { kind: 'label', key: '', value: label.id }, MOST_COUNTED),
    }))
  },
})
