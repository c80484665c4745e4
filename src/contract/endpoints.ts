import * as z from 'zod/mini'

import { Assistant, CreateAssistantRequest, ModifyAssistantRequest } from './assistant.ts'
import { ListRunEventsQuery, RunEventList } from './event.ts'
import { FileObject, ListFilesQuery } from './file.ts'
import {
  CreateMessageRequest,
  ListMessagesQuery,
  Message,
  ModifyMessageRequest,
} from './message.ts'
import {
  ChatCompletion,
  ChatCompletionChunk,
  CreateChatCompletionRequest,
  CreateEmbeddingRequest,
  EmbeddingResponse,
} from './model-call.ts'
import { Model, ModelList } from './model.ts'
import { deleted, list, pageQuery } from './primitives.ts'
import { IncludeQuery, ListRunStepsQuery, RunStep } from './run-step.ts'
import {
  CreateRunRequest,
  CreateThreadAndRunRequest,
  ListRunsQuery,
  ModifyRunRequest,
  Run,
  SubmitToolOutputsRequest,
} from './run.ts'
import {
  CreateThreadRequest,
  GetThreadQuery,
  ListThreadsQuery,
  ModifyThreadRequest,
  Thread,
} from './thread.ts'
import { CompleteUploadRequest, CreateUploadRequest, Upload, UploadPart } from './upload.ts'
import { VectorStoreFileBatch } from './vector-store-file-batch.ts'
import {
  CreateVectorStoreFileBatchRequest,
  CreateVectorStoreFileRequest,
  ListVectorStoreFilesQuery,
  UpdateVectorStoreFileAttributesRequest,
  VectorStoreFile,
  VectorStoreFileContent,
} from './vector-store-file.ts'
import {
  CreateVectorStoreRequest,
  ModifyVectorStoreRequest,
  SearchVectorStoreRequest,
  VectorStore,
  VectorStoreSearchResults,
} from './vector-store.ts'

export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/v1`; parameters in braces, as in the published description. */
  path: string
  query?: z.ZodMiniType
  body?: z.ZodMiniType
  /** The body may be left out altogether. */
  bodyOptional?: boolean
  /** The body is a multipart form with a file, the part of this name. */
  multipart?: string
  response: z.ZodMiniType
  /** Answers server-sent events when the body, or for the event log the query, asks for them. */
  streams?: boolean
  /** What an event of its stream holds, where that is no event of a run. */
  chunk?: z.ZodMiniType
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

const thread = '/threads/{thread_id}'
const message = `${thread}/messages/{message_id}` as const
const run = `${thread}/runs/{run_id}` as const
const vectorStore = '/vector_stores/{vector_store_id}'
const storeFile = `${vectorStore}/files/{file_id}` as const
const batch = `${vectorStore}/file_batches/{batch_id}` as const
const upload = '/uploads/{upload_id}'

/** Every operation of the wire that this server answers, under its published name. */
export const endpoints = {
  listAssistants: {
    method: 'GET',
    path: '/assistants',
    query: z.object(pageQuery),
    response: list(Assistant),
    beta: true,
  },
  createAssistant: {
    method: 'POST',
    path: '/assistants',
    body: CreateAssistantRequest,
    response: Assistant,
    beta: true,
    creates: true,
  },
  getAssistant: {
    method: 'GET',
    path: '/assistants/{assistant_id}',
    response: Assistant,
    beta: true,
  },
  modifyAssistant: {
    method: 'POST',
    path: '/assistants/{assistant_id}',
    body: ModifyAssistantRequest,
    response: Assistant,
    beta: true,
  },
  deleteAssistant: {
    method: 'DELETE',
    path: '/assistants/{assistant_id}',
    response: deleted('assistant.deleted'),
    beta: true,
  },

  listThreads: {
    method: 'GET',
    path: '/threads',
    query: ListThreadsQuery,
    response: list(Thread),
    beta: true,
    extension: true,
  },
  createThread: {
    method: 'POST',
    path: '/threads',
    body: CreateThreadRequest,
    bodyOptional: true,
    response: Thread,
    beta: true,
    creates: true,
  },
  getThread: { method: 'GET', path: thread, query: GetThreadQuery, response: Thread, beta: true },
  modifyThread: {
    method: 'POST',
    path: thread,
    body: ModifyThreadRequest,
    response: Thread,
    beta: true,
  },
  deleteThread: { method: 'DELETE', path: thread, response: deleted('thread.deleted'), beta: true },

  listMessages: {
    method: 'GET',
    path: `${thread}/messages`,
    query: ListMessagesQuery,
    response: list(Message),
    beta: true,
  },
  createMessage: {
    method: 'POST',
    path: `${thread}/messages`,
    body: CreateMessageRequest,
    response: Message,
    beta: true,
    creates: true,
  },
  getMessage: { method: 'GET', path: message, response: Message, beta: true },
  modifyMessage: {
    method: 'POST',
    path: message,
    body: ModifyMessageRequest,
    response: Message,
    beta: true,
  },
  deleteMessage: {
    method: 'DELETE',
    path: message,
    response: deleted('thread.message.deleted'),
    beta: true,
  },

  createThreadAndRun: {
    method: 'POST',
    path: '/threads/runs',
    body: CreateThreadAndRunRequest,
    response: Run,
    streams: true,
    beta: true,
    creates: true,
  },
  listRuns: {
    method: 'GET',
    path: `${thread}/runs`,
    query: ListRunsQuery,
    response: list(Run),
    beta: true,
  },
  createRun: {
    method: 'POST',
    path: `${thread}/runs`,
    query: IncludeQuery,
    body: CreateRunRequest,
    response: Run,
    streams: true,
    beta: true,
    creates: true,
  },
  getRun: { method: 'GET', path: run, response: Run, beta: true },
  modifyRun: { method: 'POST', path: run, body: ModifyRunRequest, response: Run, beta: true },
  cancelRun: { method: 'POST', path: `${run}/cancel`, response: Run, beta: true },
  submitToolOutputsToRun: {
    method: 'POST',
    path: `${run}/submit_tool_outputs`,
    body: SubmitToolOutputsRequest,
    response: Run,
    streams: true,
    beta: true,
    creates: true,
  },
  listRunSteps: {
    method: 'GET',
    path: `${run}/steps`,
    query: ListRunStepsQuery,
    response: list(RunStep),
    beta: true,
  },
  getRunStep: {
    method: 'GET',
    path: `${run}/steps/{step_id}`,
    query: IncludeQuery,
    response: RunStep,
    beta: true,
  },
  listRunEvents: {
    method: 'GET',
    path: `${run}/events`,
    query: ListRunEventsQuery,
    response: RunEventList,
    streams: true,
    beta: true,
    extension: true,
  },

  listFiles: { method: 'GET', path: '/files', query: ListFilesQuery, response: list(FileObject) },
  createFile: {
    method: 'POST',
    path: '/files',
    multipart: 'file',
    response: FileObject,
    creates: true,
  },
  retrieveFile: { method: 'GET', path: '/files/{file_id}', response: FileObject },
  downloadFile: {
    method: 'GET',
    path: '/files/{file_id}/content',
    response: z.unknown(),
    raw: true,
  },
  deleteFile: { method: 'DELETE', path: '/files/{file_id}', response: deleted('file') },

  createUpload: {
    method: 'POST',
    path: '/uploads',
    body: CreateUploadRequest,
    response: Upload,
    creates: true,
  },
  addUploadPart: {
    method: 'POST',
    path: `${upload}/parts`,
    multipart: 'data',
    response: UploadPart,
    creates: true,
  },
  completeUpload: {
    method: 'POST',
    path: `${upload}/complete`,
    body: CompleteUploadRequest,
    response: Upload,
    creates: true,
  },
  cancelUpload: { method: 'POST', path: `${upload}/cancel`, response: Upload },

  listVectorStores: {
    method: 'GET',
    path: '/vector_stores',
    query: z.object(pageQuery),
    response: list(VectorStore),
  },
  createVectorStore: {
    method: 'POST',
    path: '/vector_stores',
    body: CreateVectorStoreRequest,
    response: VectorStore,
    creates: true,
  },
  getVectorStore: { method: 'GET', path: vectorStore, response: VectorStore },
  modifyVectorStore: {
    method: 'POST',
    path: vectorStore,
    body: ModifyVectorStoreRequest,
    response: VectorStore,
  },
  deleteVectorStore: {
    method: 'DELETE',
    path: vectorStore,
    response: deleted('vector_store.deleted'),
  },
  searchVectorStore: {
    method: 'POST',
    path: `${vectorStore}/search`,
    body: SearchVectorStoreRequest,
    response: VectorStoreSearchResults,
  },

  listVectorStoreFiles: {
    method: 'GET',
    path: `${vectorStore}/files`,
    query: ListVectorStoreFilesQuery,
    response: list(VectorStoreFile),
  },
  createVectorStoreFile: {
    method: 'POST',
    path: `${vectorStore}/files`,
    body: CreateVectorStoreFileRequest,
    response: VectorStoreFile,
    creates: true,
  },
  getVectorStoreFile: { method: 'GET', path: storeFile, response: VectorStoreFile },
  updateVectorStoreFileAttributes: {
    method: 'POST',
    path: storeFile,
    body: UpdateVectorStoreFileAttributesRequest,
    response: VectorStoreFile,
  },
  deleteVectorStoreFile: {
    method: 'DELETE',
    path: storeFile,
    response: deleted('vector_store.file.deleted'),
  },
  retrieveVectorStoreFileContent: {
    method: 'GET',
    path: `${storeFile}/content`,
    response: VectorStoreFileContent,
  },

  createVectorStoreFileBatch: {
    method: 'POST',
    path: `${vectorStore}/file_batches`,
    body: CreateVectorStoreFileBatchRequest,
    response: VectorStoreFileBatch,
    creates: true,
  },
  getVectorStoreFileBatch: {
    method: 'GET',
    path: batch,
    response: VectorStoreFileBatch,
  },
  cancelVectorStoreFileBatch: {
    method: 'POST',
    path: `${batch}/cancel`,
    response: VectorStoreFileBatch,
  },
  listFilesInVectorStoreBatch: {
    method: 'GET',
    path: `${batch}/files`,
    query: ListVectorStoreFilesQuery,
    response: list(VectorStoreFile),
  },

  listModels: { method: 'GET', path: '/models', response: ModelList },
  retrieveModel: { method: 'GET', path: '/models/{model}', response: Model },
  deleteModel: { method: 'DELETE', path: '/models/{model}', response: deleted('model') },

  createChatCompletion: {
    method: 'POST',
    path: '/chat/completions',
    body: CreateChatCompletionRequest,
    response: ChatCompletion,
    streams: true,
    chunk: ChatCompletionChunk,
    passedOn: true,
  },
  createEmbedding: {
    method: 'POST',
    path: '/embeddings',
    body: CreateEmbeddingRequest,
    response: EmbeddingResponse,
    passedOn: true,
  },
} as const satisfies Record<string, Endpoint>

export type Endpoints = typeof endpoints
export type OperationName = keyof Endpoints

type Braces<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Braces<Rest>
  : never

/** The path parameters of an operation, by their published names. */
export type PathParams<Name extends OperationName> = Record<Braces<Endpoints[Name]['path']>, string>
export type QueryOf<Name extends OperationName> = Endpoints[Name] extends {
  query: infer Q extends z.ZodMiniType
}
  ? z.output<Q>
  : Record<string, never>
export type BodyOf<Name extends OperationName> = Endpoints[Name] extends {
  body: infer B extends z.ZodMiniType
}
  ? z.output<B>
  : undefined
export type ResponseOf<Name extends OperationName> = z.output<Endpoints[Name]['response']>
