/** What an operation is, but for the forms of what is sent and answered: those are in `endpoints.ts`. */
export interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/v1`; parameters in braces, as in the published description. */
  path: string
  /** The body may be left out altogether. */
  bodyOptional?: boolean
  /** The body is a multipart form with a file, the part of this name. */
  multipart?: string
  /** Answers server-sent events when the body, or for the event log the query, asks for them. */
  streams?: boolean
  /** Answers raw bytes. */
  raw?: boolean
  /** Needs the `OpenAI-Beta: assistants=v2` header. */
  beta?: boolean
  /** Makes something: the same request with the same `Idempotency-Key` is answered as the first was. */
  creates?: boolean
  /** Ours alone: the hosted API had no such operation. */
  extension?: boolean
  /** Of another API than this one: the model endpoint answers it. */
  passedOn?: boolean
}

/**
 * The largest JSON body, in bytes: twice what a text of 256,000 characters takes in escapes, 12 bytes
 * each. While one is parsed, nobody else is answered.
 */
export const MAX_JSON_BYTES = 6 * 1024 * 1024
/** The largest of what the model endpoint answers: images stand in it as text. */
export const MAX_PASSED_ON_BYTES = 16 * 1024 * 1024

export const maxJsonBytes = ({ passedOn }: Pick<Operation, 'passedOn'>): number =>
  passedOn ? MAX_PASSED_ON_BYTES : MAX_JSON_BYTES

const thread = '/threads/{thread_id}'
const message = `${thread}/messages/{message_id}` as const
const run = `${thread}/runs/{run_id}` as const
const vectorStore = '/vector_stores/{vector_store_id}'
const storeFile = `${vectorStore}/files/{file_id}` as const
const batch = `${vectorStore}/file_batches/{batch_id}` as const
const upload = '/uploads/{upload_id}'

/**
 * Every operation of the wire that this server answers, under its published name. Without any schema:
 * whoever only asks, as a page that opens, loads no more than this.
 */
export const operations = {
  listAssistants: { method: 'GET', path: '/assistants', beta: true },
  createAssistant: { method: 'POST', path: '/assistants', beta: true, creates: true },
  getAssistant: { method: 'GET', path: '/assistants/{assistant_id}', beta: true },
  modifyAssistant: { method: 'POST', path: '/assistants/{assistant_id}', beta: true },
  deleteAssistant: { method: 'DELETE', path: '/assistants/{assistant_id}', beta: true },
  listThreads: { method: 'GET', path: '/threads', beta: true, extension: true },
  createThread: { method: 'POST', path: '/threads', bodyOptional: true, beta: true, creates: true },
  getThread: { method: 'GET', path: thread, beta: true },
  modifyThread: { method: 'POST', path: thread, beta: true },
  deleteThread: { method: 'DELETE', path: thread, beta: true },
  listMessages: { method: 'GET', path: `${thread}/messages`, beta: true },
  createMessage: { method: 'POST', path: `${thread}/messages`, beta: true, creates: true },
  getMessage: { method: 'GET', path: message, beta: true },
  modifyMessage: { method: 'POST', path: message, beta: true },
  deleteMessage: { method: 'DELETE', path: message, beta: true },
  createThreadAndRun: {
    method: 'POST',
    path: '/threads/runs',
    streams: true,
    beta: true,
    creates: true,
  },
  listRuns: { method: 'GET', path: `${thread}/runs`, beta: true },
  createRun: { method: 'POST', path: `${thread}/runs`, streams: true, beta: true, creates: true },
  getRun: { method: 'GET', path: run, beta: true },
  modifyRun: { method: 'POST', path: run, beta: true },
  cancelRun: { method: 'POST', path: `${run}/cancel`, beta: true },
  submitToolOutputsToRun: {
    method: 'POST',
    path: `${run}/submit_tool_outputs`,
    streams: true,
    beta: true,
    creates: true,
  },
  listRunSteps: { method: 'GET', path: `${run}/steps`, beta: true },
  getRunStep: { method: 'GET', path: `${run}/steps/{step_id}`, beta: true },
  listRunEvents: {
    method: 'GET',
    path: `${run}/events`,
    streams: true,
    beta: true,
    extension: true,
  },
  listFiles: { method: 'GET', path: '/files' },
  createFile: { method: 'POST', path: '/files', multipart: 'file', creates: true },
  retrieveFile: { method: 'GET', path: '/files/{file_id}' },
  downloadFile: { method: 'GET', path: '/files/{file_id}/content', raw: true },
  deleteFile: { method: 'DELETE', path: '/files/{file_id}' },
  createUpload: { method: 'POST', path: '/uploads', creates: true },
  addUploadPart: { method: 'POST', path: `${upload}/parts`, multipart: 'data', creates: true },
  completeUpload: { method: 'POST', path: `${upload}/complete`, creates: true },
  cancelUpload: { method: 'POST', path: `${upload}/cancel` },
  listVectorStores: { method: 'GET', path: '/vector_stores' },
  createVectorStore: { method: 'POST', path: '/vector_stores', creates: true },
  getVectorStore: { method: 'GET', path: vectorStore },
  modifyVectorStore: { method: 'POST', path: vectorStore },
  deleteVectorStore: { method: 'DELETE', path: vectorStore },
  searchVectorStore: { method: 'POST', path: `${vectorStore}/search` },
  listVectorStoreFiles: { method: 'GET', path: `${vectorStore}/files` },
  createVectorStoreFile: { method: 'POST', path: `${vectorStore}/files`, creates: true },
  getVectorStoreFile: { method: 'GET', path: storeFile },
  updateVectorStoreFileAttributes: { method: 'POST', path: storeFile },
  deleteVectorStoreFile: { method: 'DELETE', path: storeFile },
  retrieveVectorStoreFileContent: { method: 'GET', path: `${storeFile}/content` },
  createVectorStoreFileBatch: {
    method: 'POST',
    path: `${vectorStore}/file_batches`,
    creates: true,
  },
  getVectorStoreFileBatch: { method: 'GET', path: batch },
  cancelVectorStoreFileBatch: { method: 'POST', path: `${batch}/cancel` },
  listFilesInVectorStoreBatch: { method: 'GET', path: `${batch}/files` },
  listModels: { method: 'GET', path: '/models' },
  retrieveModel: { method: 'GET', path: '/models/{model}' },
  deleteModel: { method: 'DELETE', path: '/models/{model}' },
  createChatCompletion: {
    method: 'POST',
    path: '/chat/completions',
    streams: true,
    passedOn: true,
  },
  createEmbedding: { method: 'POST', path: '/embeddings', passedOn: true },
} as const satisfies Record<string, Operation>

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
