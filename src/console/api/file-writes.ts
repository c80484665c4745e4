import type { Patience } from '../util/patience.ts'
import { change } from './writes.ts'

export const deleteFile = (file_id: string, patience?: Patience) =>
  change('deleteFile', { params: { file_id } }, patience)
