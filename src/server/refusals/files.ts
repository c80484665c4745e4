import { ApiError } from './api-error.ts'

export const noFile = (id: string) => new ApiError(404, null, `No such File object: ${id}`, 'id')
export const noUpload = (id: string) =>
  new ApiError(404, null, `No such Upload object: ${id}`, 'id')
