import type { Operation } from './operation.ts'
import { ownOperations } from './own-operations.ts'

const thread = '/threads/{thread_id}'
const message = `${thread}/messages/{message_id}` as const
const run = `${thread}/runs/{run_id}` as const
const vectorStore = '/vector_stores/{vector_store_id}'
const storeFile = `${vectorStore}/files/{file_id}` as const
const batch = `${vectorStore}/file_batches/{batch_id}` as const
const upload = '/uploads/{upload_id}'

/**
 * Every operation of the wire that this server answers, under its published name, below `/v1`. Without
 * any schema: whoever only asks, as a page that opens, loads no more than this.
 */
export const wireOperations = {
  listAssistants: {
    method: 'GET',
    path: '/assistants',
    right: 'read',
    records: 'list',
    beta: true,
  },
  createAssistant: {
    method: 'POST',
    path: '/assistants',
    right: 'write',
    records: 'create',
    beta: true,
    creates: true,
  },
  getAssistant: {
    method: 'GET',
    path: '/assistants/{assistant_id}',
    right: 'read',
    records: 'read',
    beta: true,
  },
  modifyAssistant: {
    method: 'POST',
    path: '/assistants/{assistant_id}',
    right: 'write',
    records: 'change',
    beta: true,
  },
  deleteAssistant: {
    method: 'DELETE',
    path: '/assistants/{assistant_id}',
    right: 'delete',
    records: 'delete',
    beta: true,
  },
  listThreads: {
    method: 'GET',
    path: '/threads',
    right: 'read',
    records: 'list',
    beta: true,
    extension: true,
  },
  createThread: {
    method: 'POST',
    path: '/threads',
    right: 'write',
    records: 'create',
    bodyOptional: true,
    beta: true,
    creates: true,
  },
  getThread: { method: 'GET', path: thread, right: 'read', records: 'read', beta: true },
  modifyThread: { method: 'POST', path: thread, right: 'write', records: 'change', beta: true },
  deleteThread: { method: 'DELETE', path: thread, right: 'delete', records: 'delete', beta: true },
  listMessages: {
    method: 'GET',
    path: `${thread}/messages`,
    right: 'read',
    records: 'list',
    beta: true,
  },
  createMessage: {
    method: 'POST',
    path: `${thread}/messages`,
    right: 'write',
    records: 'create',
    beta: true,
    creates: true,
  },
  getMessage: { method: 'GET', path: message, right: 'read', records: 'read', beta: true },
  modifyMessage: { method: 'POST', path: message, right: 'write', records: 'change', beta: true },
  deleteMessage: {
    method: 'DELETE',
    path: message,
    right: 'delete',
    records: 'delete',
    beta: true,
  },
  createThreadAndRun: {
    method: 'POST',
    path: '/threads/runs',
    right: 'run',
    records: 'run',
    streams: true,
    beta: true,
    creates: true,
  },
  listRuns: { method: 'GET', path: `${thread}/runs`, right: 'read', records: 'list', beta: true },
  createRun: {
    method: 'POST',
    path: `${thread}/runs`,
    right: 'run',
    records: 'run',
    streams: true,
    beta: true,
    creates: true,
  },
  getRun: { method: 'GET', path: run, right: 'read', records: 'read', beta: true },
  modifyRun: { method: 'POST', path: run, right: 'write', records: 'change', beta: true },
  cancelRun: { method: 'POST', path: `${run}/cancel`, right: 'run', records: 'cancel', beta: true },
  submitToolOutputsToRun: {
    method: 'POST',
    path: `${run}/submit_tool_outputs`,
    right: 'run',
    records: 'run',
    streams: true,
    beta: true,
    creates: true,
  },
  listRunSteps: { method: 'GET', path: `${run}/steps`, right: 'read', records: 'list', beta: true },
  getRunStep: {
    method: 'GET',
    path: `${run}/steps/{step_id}`,
    right: 'read',
    records: 'read',
    beta: true,
  },
  listRunEvents: {
    method: 'GET',
    path: `${run}/events`,
    right: 'read',
    records: 'read',
    streams: true,
    beta: true,
    extension: true,
  },
  listFiles: { method: 'GET', path: '/files', right: 'read', records: 'list' },
  createFile: {
    method: 'POST',
    path: '/files',
    right: 'write',
    records: 'create',
    multipart: 'file',
    creates: true,
  },
  retrieveFile: { method: 'GET', path: '/files/{file_id}', right: 'read', records: 'read' },
  downloadFile: {
    method: 'GET',
    path: '/files/{file_id}/content',
    right: 'read',
    records: 'download',
    raw: true,
  },
  deleteFile: { method: 'DELETE', path: '/files/{file_id}', right: 'delete', records: 'delete' },
  createUpload: {
    method: 'POST',
    path: '/uploads',
    right: 'write',
    records: 'create',
    creates: true,
  },
  addUploadPart: {
    method: 'POST',
    path: `${upload}/parts`,
    right: 'write',
    records: 'change',
    multipart: 'data',
    creates: true,
  },
  completeUpload: {
    method: 'POST',
    path: `${upload}/complete`,
    right: 'write',
    records: 'change',
    creates: true,
  },
  cancelUpload: { method: 'POST', path: `${upload}/cancel`, right: 'write', records: 'cancel' },
  listVectorStores: { method: 'GET', path: '/vector_stores', right: 'read', records: 'list' },
  createVectorStore: {
    method: 'POST',
    path: '/vector_stores',
    right: 'write',
    records: 'create',
    creates: true,
  },
  getVectorStore: { method: 'GET', path: vectorStore, right: 'read', records: 'read' },
  modifyVectorStore: { method: 'POST', path: vectorStore, right: 'write', records: 'change' },
  deleteVectorStore: { method: 'DELETE', path: vectorStore, right: 'delete', records: 'delete' },
  searchVectorStore: {
    method: 'POST',
    path: `${vectorStore}/search`,
    right: 'read',
    records: 'search',
  },
  listVectorStoreFiles: {
    method: 'GET',
    path: `${vectorStore}/files`,
    right: 'read',
    records: 'list',
  },
  createVectorStoreFile: {
    method: 'POST',
    path: `${vectorStore}/files`,
    right: 'write',
    records: 'create',
    creates: true,
  },
  getVectorStoreFile: { method: 'GET', path: storeFile, right: 'read', records: 'read' },
  updateVectorStoreFileAttributes: {
    method: 'POST',
    path: storeFile,
    right: 'write',
    records: 'change',
  },
  deleteVectorStoreFile: { method: 'DELETE', path: storeFile, right: 'delete', records: 'delete' },
  retrieveVectorStoreFileContent: {
    method: 'GET',
    path: `${storeFile}/content`,
    right: 'read',
    records: 'download',
  },
  createVectorStoreFileBatch: {
    method: 'POST',
    path: `${vectorStore}/file_batches`,
    right: 'write',
    records: 'create',
    creates: true,
  },
  getVectorStoreFileBatch: { method: 'GET', path: batch, right: 'read', records: 'read' },
  cancelVectorStoreFileBatch: {
    method: 'POST',
    path: `${batch}/cancel`,
    right: 'write',
    records: 'cancel',
  },
  listFilesInVectorStoreBatch: {
    method: 'GET',
    path: `${batch}/files`,
    right: 'read',
    records: 'list',
  },
  listModels: { method: 'GET', path: '/models', right: 'read', records: 'nothing' },
  retrieveModel: { method: 'GET', path: '/models/{model}', right: 'read', records: 'nothing' },
  deleteModel: { method: 'DELETE', path: '/models/{model}', right: 'delete', records: 'delete' },
  createChatCompletion: {
    method: 'POST',
    path: '/chat/completions',
    right: 'run',
    records: 'run',
    streams: true,
    passedOn: true,
  },
  createEmbedding: {
    method: 'POST',
    path: '/embeddings',
    right: 'run',
    records: 'run',
    passedOn: true,
  },
} as const satisfies Record<string, Operation>

/** Both tables: one door and one client serve them alike. */
export const operations = { ...wireOperations, ...ownOperations }

export type WireOperationName = keyof typeof wireOperations
export type OwnOperationName = keyof typeof ownOperations

/** Where the operations of each table stand. */
export const rootOf = (name: OperationName): '/v1' | '/api' =>
  name in ownOperations ? '/api' : '/v1'

/** The whole path of an operation; parameters in braces. */
export const pathOf = (name: OperationName): `/${string}` =>
  `${rootOf(name)}${operations[name].path}`

export type Operations = typeof operations
export type OperationName = keyof Operations

type Braces<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Braces<Rest>
  : never

/** The path parameters of an operation, by their published names. */
export type PathParams<Name extends OperationName> = Record<
  Braces<Operations[Name]['path']>,
  string
>
