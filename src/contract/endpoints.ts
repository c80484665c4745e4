import * as z from 'zod/mini'

import { Assistant, CreateAssistantRequest, ModifyAssistantRequest } from './assistant.ts'
import { ChangeEvent, FollowChangesQuery } from './change.ts'
import { ListRunEventsQuery, RunEventList } from './event.ts'
import { FileObject, ListFilesQuery } from './file.ts'
import {
  CreateLabelRequest,
  Label,
  ListLabelsQuery,
  MergeLabelRequest,
  ModifyLabelRequest,
} from './label.ts'
import { GetMessageDaysQuery, MessageDays } from './message-days.ts'
import {
  CreateMessageRequest,
  ListMessagesQuery,
  Message,
  ModifyMessageRequest,
} from './message.ts'
import { AddMirroredThreadsRequest, Mirror, MirroredThread } from './mirror.ts'
import {
  ChatCompletion,
  ChatCompletionChunk,
  CreateChatCompletionRequest,
  CreateEmbeddingRequest,
  EmbeddingResponse,
} from './model-call.ts'
import { Model, ModelList } from './model.ts'
import type { Operation } from './operation.ts'
import { type OperationName, operations } from './operations.ts'
import { GetOverviewQuery, Overview } from './overview.ts'
import { CreatePersonRequest, ModifyPersonRequest, Person } from './person.ts'
import { ModifyPricesRequest, Prices } from './prices.ts'
import { deleted, list, pageQuery } from './primitives.ts'
import {
  CreateReviewRequest,
  ListReviewHistoryQuery,
  ListReviewsQuery,
  ModifyReviewRequest,
  Review,
  ReviewAct,
} from './review.ts'
import { IncludeQuery, ListRunStepsQuery, ListToolStepsQuery, RunStep } from './run-step.ts'
import {
  CreateRunRequest,
  CreateThreadAndRunRequest,
  GetRunQuery,
  ListRunsQuery,
  ModifyRunRequest,
  Run,
  SubmitToolOutputsRequest,
} from './run.ts'
import { ListSearchValuesQuery, SearchQuery, SearchResult, SearchValues } from './search.ts'
import { Samples, Session } from './session.ts'
import {
  CreateThreadRequest,
  GetThreadQuery,
  ListThreadsQuery,
  ModifyThreadRequest,
  Thread,
  ListThreadsResponse,
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

export interface Endpoint extends Operation {
  query?: z.ZodMiniType
  body?: z.ZodMiniType
  response: z.ZodMiniType
  /** What an event of its stream holds, where that is no event of a run. */
  chunk?: z.ZodMiniType
}

/** Every operation with the forms of what is sent and answered. */
export const endpoints = {
  listAssistants: {
    ...operations.listAssistants,
    query: z.object(pageQuery),
    response: list(Assistant),
  },
  createAssistant: {
    ...operations.createAssistant,
    body: CreateAssistantRequest,
    response: Assistant,
  },
  getAssistant: { ...operations.getAssistant, response: Assistant },
  modifyAssistant: {
    ...operations.modifyAssistant,
    body: ModifyAssistantRequest,
    response: Assistant,
  },
  deleteAssistant: { ...operations.deleteAssistant, response: deleted('assistant.deleted') },
  listThreads: {
    ...operations.listThreads,
    query: ListThreadsQuery,
    response: ListThreadsResponse,
  },
  createThread: { ...operations.createThread, body: CreateThreadRequest, response: Thread },
  getThread: { ...operations.getThread, query: GetThreadQuery, response: Thread },
  modifyThread: { ...operations.modifyThread, body: ModifyThreadRequest, response: Thread },
  deleteThread: { ...operations.deleteThread, response: deleted('thread.deleted') },
  listMessages: { ...operations.listMessages, query: ListMessagesQuery, response: list(Message) },
  createMessage: { ...operations.createMessage, body: CreateMessageRequest, response: Message },
  getMessage: { ...operations.getMessage, response: Message },
  modifyMessage: { ...operations.modifyMessage, body: ModifyMessageRequest, response: Message },
  deleteMessage: { ...operations.deleteMessage, response: deleted('thread.message.deleted') },
  createThreadAndRun: {
    ...operations.createThreadAndRun,
    body: CreateThreadAndRunRequest,
    response: Run,
  },
  listRuns: { ...operations.listRuns, query: ListRunsQuery, response: list(Run) },
  createRun: {
    ...operations.createRun,
    query: IncludeQuery,
    body: CreateRunRequest,
    response: Run,
  },
  getRun: { ...operations.getRun, query: GetRunQuery, response: Run },
  modifyRun: { ...operations.modifyRun, body: ModifyRunRequest, response: Run },
  cancelRun: { ...operations.cancelRun, response: Run },
  submitToolOutputsToRun: {
    ...operations.submitToolOutputsToRun,
    body: SubmitToolOutputsRequest,
    response: Run,
  },
  listRunSteps: { ...operations.listRunSteps, query: ListRunStepsQuery, response: list(RunStep) },
  getRunStep: { ...operations.getRunStep, query: IncludeQuery, response: RunStep },
  listRunEvents: { ...operations.listRunEvents, query: ListRunEventsQuery, response: RunEventList },
  listFiles: { ...operations.listFiles, query: ListFilesQuery, response: list(FileObject) },
  createFile: { ...operations.createFile, response: FileObject },
  retrieveFile: { ...operations.retrieveFile, response: FileObject },
  downloadFile: { ...operations.downloadFile, response: z.unknown() },
  deleteFile: { ...operations.deleteFile, response: deleted('file') },
  createUpload: { ...operations.createUpload, body: CreateUploadRequest, response: Upload },
  addUploadPart: { ...operations.addUploadPart, response: UploadPart },
  completeUpload: { ...operations.completeUpload, body: CompleteUploadRequest, response: Upload },
  cancelUpload: { ...operations.cancelUpload, response: Upload },
  listVectorStores: {
    ...operations.listVectorStores,
    query: z.object(pageQuery),
    response: list(VectorStore),
  },
  createVectorStore: {
    ...operations.createVectorStore,
    body: CreateVectorStoreRequest,
    response: VectorStore,
  },
  getVectorStore: { ...operations.getVectorStore, response: VectorStore },
  modifyVectorStore: {
    ...operations.modifyVectorStore,
    body: ModifyVectorStoreRequest,
    response: VectorStore,
  },
  deleteVectorStore: { ...operations.deleteVectorStore, response: deleted('vector_store.deleted') },
  searchVectorStore: {
    ...operations.searchVectorStore,
    body: SearchVectorStoreRequest,
    response: VectorStoreSearchResults,
  },
  listVectorStoreFiles: {
    ...operations.listVectorStoreFiles,
    query: ListVectorStoreFilesQuery,
    response: list(VectorStoreFile),
  },
  createVectorStoreFile: {
    ...operations.createVectorStoreFile,
    body: CreateVectorStoreFileRequest,
    response: VectorStoreFile,
  },
  getVectorStoreFile: { ...operations.getVectorStoreFile, response: VectorStoreFile },
  updateVectorStoreFileAttributes: {
    ...operations.updateVectorStoreFileAttributes,
    body: UpdateVectorStoreFileAttributesRequest,
    response: VectorStoreFile,
  },
  deleteVectorStoreFile: {
    ...operations.deleteVectorStoreFile,
    response: deleted('vector_store.file.deleted'),
  },
  retrieveVectorStoreFileContent: {
    ...operations.retrieveVectorStoreFileContent,
    response: VectorStoreFileContent,
  },
  createVectorStoreFileBatch: {
    ...operations.createVectorStoreFileBatch,
    body: CreateVectorStoreFileBatchRequest,
    response: VectorStoreFileBatch,
  },
  getVectorStoreFileBatch: {
    ...operations.getVectorStoreFileBatch,
    response: VectorStoreFileBatch,
  },
  cancelVectorStoreFileBatch: {
    ...operations.cancelVectorStoreFileBatch,
    response: VectorStoreFileBatch,
  },
  listFilesInVectorStoreBatch: {
    ...operations.listFilesInVectorStoreBatch,
    query: ListVectorStoreFilesQuery,
    response: list(VectorStoreFile),
  },
  listModels: { ...operations.listModels, response: ModelList },
  retrieveModel: { ...operations.retrieveModel, response: Model },
  deleteModel: { ...operations.deleteModel, response: deleted('model') },
  createChatCompletion: {
    ...operations.createChatCompletion,
    body: CreateChatCompletionRequest,
    response: ChatCompletion,
    chunk: ChatCompletionChunk,
  },
  createEmbedding: {
    ...operations.createEmbedding,
    body: CreateEmbeddingRequest,
    response: EmbeddingResponse,
  },
  getSession: { ...operations.getSession, response: Session },
  followChanges: {
    ...operations.followChanges,
    query: FollowChangesQuery,
    response: ChangeEvent,
    chunk: ChangeEvent,
  },
  getSamples: { ...operations.getSamples, response: Samples },
  deleteSamples: { ...operations.deleteSamples, response: Samples },
  search: { ...operations.search, query: SearchQuery, response: SearchResult },
  listSearchValues: {
    ...operations.listSearchValues,
    query: ListSearchValuesQuery,
    response: SearchValues,
  },
  getMessageDays: {
    ...operations.getMessageDays,
    query: GetMessageDaysQuery,
    response: MessageDays,
  },
  getOverview: { ...operations.getOverview, query: GetOverviewQuery, response: Overview },
  getPrices: { ...operations.getPrices, response: Prices },
  modifyPrices: { ...operations.modifyPrices, body: ModifyPricesRequest, response: Prices },
  listToolSteps: {
    ...operations.listToolSteps,
    query: ListToolStepsQuery,
    response: list(RunStep),
  },
  readFile: { ...operations.readFile, response: z.unknown() },
  getMirror: { ...operations.getMirror, response: Mirror },
  addMirroredThreads: {
    ...operations.addMirroredThreads,
    body: AddMirroredThreadsRequest,
    response: Mirror,
  },
  getMirroredThread: { ...operations.getMirroredThread, response: MirroredThread },
  refreshMirroredThread: { ...operations.refreshMirroredThread, response: MirroredThread },
  listPeople: { ...operations.listPeople, response: list(Person) },
  createPerson: { ...operations.createPerson, body: CreatePersonRequest, response: Person },
  modifyPerson: { ...operations.modifyPerson, body: ModifyPersonRequest, response: Person },
  listLabels: { ...operations.listLabels, query: ListLabelsQuery, response: list(Label) },
  createLabel: { ...operations.createLabel, body: CreateLabelRequest, response: Label },
  modifyLabel: { ...operations.modifyLabel, body: ModifyLabelRequest, response: Label },
  mergeLabel: { ...operations.mergeLabel, body: MergeLabelRequest, response: Label },
  listReviews: { ...operations.listReviews, query: ListReviewsQuery, response: list(Review) },
  createReview: { ...operations.createReview, body: CreateReviewRequest, response: Review },
  modifyReview: { ...operations.modifyReview, body: ModifyReviewRequest, response: Review },
  deleteReview: { ...operations.deleteReview, response: deleted('review.deleted') },
  listReviewHistory: {
    ...operations.listReviewHistory,
    query: ListReviewHistoryQuery,
    response: list(ReviewAct),
  },
} as const satisfies Record<OperationName, Endpoint>

export type {
  OperationName,
  OwnOperationName,
  PathParams,
  WireOperationName,
} from './operations.ts'
export type Endpoints = typeof endpoints

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
