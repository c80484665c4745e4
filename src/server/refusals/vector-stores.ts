import { ApiError } from './api-error.ts'

export const noVectorStore = (id: string) =>
  new ApiError(404, null, `Vector store with id ['${id}'] not found.`)
export const noVectorStoreFile = (id: string, vectorStoreId: string) =>
  new ApiError(404, null, `No file found with id '${id}' in vector store '${vectorStoreId}'.`)
export const noFileBatch = (id: string, vectorStoreId: string) =>
  new ApiError(404, null, `No file batch found with id '${id}' in vector store '${vectorStoreId}'.`)
export const vectorStoreExpired = (id: string) =>
  new ApiError(400, 'expired', `Vector store '${id}' has expired.`, 'vector_store_id')
