import type {
  CreateVectorStoreFileBatchRequest,
  CreateVectorStoreFileRequest,
  VectorStoreFile,
} from '#contract/vector-store-file.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { checkFiles } from '../making/new-message.ts'
import { newVectorStoreFile } from '../making/new-vector-store.ts'
import type { ApiError } from '../refusals/api-error.ts'
import { missingParameter, mutuallyExclusive } from '../refusals/parameters.ts'
import { noFileBatch, noVectorStore, noVectorStoreFile } from '../refusals/vector-stores.ts'
import type { Services } from '../services.ts'
import { keeping } from '../store/answers.ts'
import type { NewVectorStoreFile, PutFiles } from '../store/vector-stores.ts'
import { toList, toPage } from './page.ts'
import { tellWhenToPoll } from './poll-after.ts'

export const vectorStoreFileHandlers = {
  async listVectorStoreFiles({ services, params, query }) {
    await requireStore(services, params.vector_store_id)
    return listFiles(services, params.vector_store_id, query)
  },

  async createVectorStoreFile({ services, params, body, once }) {
    const id = params.vector_store_id
    const file = newVectorStoreFile(body, toMade(services))
    await checkFiles(services.store, [body.file_id])
    const keep = keeping<PutFiles | undefined>(once, (put) => put?.files[0])
    const put = await services.store.putVectorStoreFiles(id, [file], undefined, keep)
    const [made] = put?.files ?? []
    if (!made) throw noVectorStore(id)
    return made
  },

  async getVectorStoreFile({ services, params, headers }) {
    const file = await fileIn(services, params)
    if (file.status === 'in_progress') tellWhenToPoll(headers)
    return file
  },

  async updateVectorStoreFileAttributes({ services, params, body }) {
    const { vector_store_id, file_id } = params
    const file = await services.store.setVectorStoreFileAttributes(
      vector_store_id,
      file_id,
      body.attributes,
    )
    return file ?? fileIn(services, params)
  },

  async deleteVectorStoreFile({ services, params }) {
    const { vector_store_id, file_id: id } = params
    if (!(await services.store.deleteVectorStoreFile(vector_store_id, id))) {
      throw await missing(services, params)
    }
    return { id, object: 'vector_store.file.deleted', deleted: true }
  },

  async retrieveVectorStoreFileContent({ services, params }) {
    await fileIn(services, params)
    const texts = await services.store.readChunks(params.vector_store_id, params.file_id)
    return {
      object: 'vector_store.file_content.page',
      data: texts.map((text) => ({ type: 'text', text })),
      has_more: false,
      next_page: null,
    }
  },

  async createVectorStoreFileBatch({ services, params, body, once }) {
    const { store, newId } = services
    const id = params.vector_store_id
    const files = toFiles(body, services)
    await checkFiles(
      store,
      files.map(({ file_id }) => file_id),
    )
    const batchId = newId('vector_store_file_batch')
    const keep = keeping<PutFiles | undefined>(once, (put) => put?.batch)
    const put = await store.putVectorStoreFiles(id, files, batchId, keep)
    if (!put?.batch) throw noVectorStore(id)
    return put.batch
  },

  async getVectorStoreFileBatch({ services, params, headers }) {
    const batch = await batchIn(services, params)
    if (batch.status === 'in_progress') tellWhenToPoll(headers)
    return batch
  },

  async cancelVectorStoreFileBatch({ services, params }) {
    const found = await batchIn(services, params)
    if (found.status !== 'in_progress') return found
    const { vector_store_id, batch_id } = params
    const batch = await services.store.cancelVectorStoreFileBatch(vector_store_id, batch_id)
    if (!batch) throw noFileBatch(batch_id, vector_store_id)
    return batch
  },

  async listFilesInVectorStoreBatch({ services, params, query }) {
    await batchIn(services, params)
    return listFiles(services, params.vector_store_id, { ...query, batch_id: params.batch_id })
  },
} satisfies Partial<Handlers>

interface InStore {
  vector_store_id: string
}

const toMade = ({ clock }: Services) => ({ now: seconds(clock), param: 'chunking_strategy' })

const requireStore = async ({ store }: Services, id: string): Promise<void> => {
  if (!(await store.getVectorStore(id))) throw noVectorStore(id)
}

/** What is not in a store may be missing because the store is: that is said first. */
const missing = async (
  services: Services,
  { vector_store_id, file_id }: InStore & { file_id: string },
): Promise<ApiError> => {
  await requireStore(services, vector_store_id)
  return noVectorStoreFile(file_id, vector_store_id)
}

const fileIn = async (
  services: Services,
  params: InStore & { file_id: string },
): Promise<VectorStoreFile> => {
  const { vector_store_id, file_id } = params
  const file = await services.store.getVectorStoreFile(vector_store_id, file_id)
  if (!file) throw await missing(services, params)
  return file
}

const batchIn = async (services: Services, params: InStore & { batch_id: string }) => {
  const { vector_store_id, batch_id } = params
  const batch = await services.store.getVectorStoreFileBatch(vector_store_id, batch_id)
  if (batch) return batch
  await requireStore(services, vector_store_id)
  throw noFileBatch(batch_id, vector_store_id)
}

type FilesQuery = Parameters<typeof toPage>[0] & {
  filter?: VectorStoreFile['status'] | undefined
  batch_id?: string
}

const listFiles = async ({ store }: Services, vectorStoreId: string, query: FilesQuery) => {
  const { filter, batch_id } = query
  return toList(
    await store.listVectorStoreFiles(vectorStoreId, {
      ...toPage(query),
      ...(filter !== undefined && { filter }),
      ...(batch_id !== undefined && { batch_id }),
    }),
  )
}

/** The files of a batch: ids that share the batch's options, or objects each with its own. */
const toFiles = (
  { file_ids, files, ...shared }: CreateVectorStoreFileBatchRequest,
  services: Services,
): NewVectorStoreFile[] => {
  if (file_ids && files) throw mutuallyExclusive('file_ids', 'files')
  if (!file_ids && !files) throw missingParameter('file_ids')
  const requests: CreateVectorStoreFileRequest[] =
    files ?? (file_ids ?? []).map((file_id) => ({ file_id, ...shared }))
  const byId = new Map(requests.map((request) => [request.file_id, request]))
  return [...byId.values()].map((request, at) => {
    const { now, param } = toMade(services)
    return newVectorStoreFile(request, { now, param: files ? `files[${at}].${param}` : param })
  })
}
