import { ApiError } from './api-error.ts'

export const noFile = (id: string) => new ApiError(404, null, `No such File object: ${id}`, 'id')
/** A file that is known, and whose bytes somebody took away. */
export const noBytes = (id: string) =>
  new ApiError(
    404,
    null,
    `The bytes of File ${id} are missing from the server's data folder.`,
    'id',
  )
export const noUpload = (id: string) =>
  new ApiError(404, null, `No such Upload object: ${id}`, 'id')
