import type { OperationName } from '#contract/endpoints.ts'
import { MAX_FILE_BYTES } from '#contract/limits.ts'
import { MAX_PART_BYTES, MAX_UPLOAD_BYTES } from '#contract/upload.ts'

import { activeRun, threadLocked } from '../refusals/locked-threads.ts'
import { noModelNamed, notOurModel } from '../refusals/models.ts'
import { labelMerged, notYours, personRequired } from '../refusals/reviews.ts'
import { cannotCancel, noOutputsAccepted, wrongOutputs } from '../refusals/runs.ts'
import { vectorStoreExpired } from '../refusals/vector-stores.ts'

/** What each operation does, in a line. */
export const SUMMARIES: Record<OperationName, string> = {
  listAssistants: 'Lists assistants, newest first.',
  createAssistant: 'Makes an assistant.',
  getAssistant: 'Answers an assistant.',
  modifyAssistant: 'Changes the fields that are given and leaves the others.',
  deleteAssistant: 'Deletes an assistant; its threads and runs stay.',
  listThreads:
    'Lists threads, by creation or last activity, filtered by metadata or by a query in the search language, whose days begin at the midnights of `time_zone`.',
  createThread: 'Makes a thread, with messages if they are given.',
  getThread: 'Answers a thread.',
  modifyThread: 'Replaces its metadata or tool resources, whichever is given.',
  deleteThread: 'Deletes a thread with its messages, runs and steps.',
  listMessages: 'Lists the messages of a thread, newest first; those of one run with `run_id`.',
  createMessage: 'Adds a message to a thread that no run holds.',
  getMessage: 'Answers a message.',
  modifyMessage: 'Replaces the metadata of a message.',
  deleteMessage: 'Deletes a message.',
  createThreadAndRun: 'Makes a thread and runs an assistant on it.',
  listRuns: 'Lists the runs of a thread, newest first.',
  createRun: 'Runs an assistant on a thread; with `stream` its events are the answer.',
  getRun: 'Answers a run; while it is under way `openai-poll-after-ms` says when to ask again.',
  modifyRun: 'Replaces the metadata of a run.',
  cancelRun: 'Cancels a run that has not ended.',
  submitToolOutputsToRun: 'Answers every function call that a run waits for, all at once.',
  listRunSteps: 'Lists the steps of a run, newest first.',
  getRunStep: 'Answers a step of a run.',
  listRunEvents: 'Replays the event log of a run and follows it, or answers it as a list.',
  listFiles: 'Lists files, newest first.',
  createFile: 'Uploads a file.',
  retrieveFile: 'Answers what is known of a file.',
  downloadFile: 'Answers the bytes of a file.',
  deleteFile: 'Deletes a file and takes it out of every vector store.',
  createUpload: 'Begins a file that arrives in parts, within an hour.',
  addUploadPart: 'Adds a part to an upload.',
  completeUpload: 'Joins the parts, in the order given, into a file.',
  cancelUpload: 'Gives up an upload and forgets its parts.',
  listVectorStores: 'Lists vector stores, newest first.',
  createVectorStore: 'Makes a vector store and reads the files given into it.',
  getVectorStore: 'Answers a vector store and how far its files are.',
  modifyVectorStore: 'Changes the fields that are given and leaves the others.',
  deleteVectorStore: 'Deletes a vector store; its files stay.',
  searchVectorStore: 'Finds the passages that answer one or several queries.',
  listVectorStoreFiles: 'Lists the files of a vector store, newest first.',
  createVectorStoreFile: 'Reads a file into a vector store.',
  getVectorStoreFile: 'Answers how far a file of a vector store is.',
  updateVectorStoreFileAttributes: 'Replaces the attributes of a file of a vector store.',
  deleteVectorStoreFile: 'Takes a file out of a vector store; the file stays.',
  retrieveVectorStoreFileContent: 'Answers the text that was read from a file.',
  createVectorStoreFileBatch: 'Reads up to 2,000 files into a vector store.',
  getVectorStoreFileBatch: 'Answers how far a batch is.',
  cancelVectorStoreFileBatch: 'Stops reading what has not been read of a batch.',
  listFilesInVectorStoreBatch: 'Lists the files of a batch, newest first.',
  listModels: 'Lists the models of the endpoint, and the names that stand for them.',
  retrieveModel: 'Answers a model.',
  deleteModel: 'Refused: no model belongs to who asks.',
  createChatCompletion: 'Answers a chat completion of the model endpoint, which may be streamed.',
  getSession:
    'Answers what the console asks before it draws: version, model, the role of its reader.',
  followChanges:
    'Tells what changed, as server-sent events, from a number on or from now. Whoever comes back gets what it missed.',
  search:
    'Finds messages, titles, metadata, file names and tool calls by their words. The query is written in the search language of the console; its days begin at the midnights of `time_zone`.',
  listSearchValues:
    'Lists what an operator of the search language can be followed by, as it exists in threads.',
  getSamples: 'Answers how many sample threads there are.',
  deleteSamples: 'Deletes the sample threads with their assistants and files.',
  getMessageDays:
    'Answers which of the given days have messages, with the first message of each, and when the first and the last were written. A day reaches to the next time that is given.',
  getOverview:
    'Answers how many threads, messages and runs there were in a range of days, and what became of them. The days are those of `time_zone`.',
  getPrices: 'Answers what models cost.',
  modifyPrices: 'Says what models cost.',
  listToolSteps: 'Lists the steps of a thread that called tools, of all its runs, oldest first.',
  readFile: 'Answers the bytes of a file of any purpose.',
  createEmbedding: 'Answers embeddings of the model endpoint.',
  getMirror: 'Tells how the copy of the upstream server stands.',
  addMirroredThreads: 'Adds threads of the upstream server to the copy of it.',
  getMirroredThread: 'Tells how old the copy of a thread is.',
  refreshMirroredThread: 'Brings a thread anew, all of its messages.',
  listPeople: 'Lists those who review, by their names.',
  createPerson: 'Makes somebody known who reviews.',
  modifyPerson: 'Changes the name or the initials, whichever is given.',
  listLabels: 'Lists the labels that reviews can be given, by their names.',
  createLabel: 'Makes a label.',
  modifyLabel: 'Changes the fields that are given and leaves the others.',
  mergeLabel:
    'Gives reviews that have a label another in its place; what was said stays in their history.',
  listReviews: 'Lists reviews, those that were changed last first.',
  createReview:
    'Reviews a thread, a message or a passage of one. Whoever has a review of the same thread or message changes it, and leaves the fields that are not given.',
  modifyReview: 'Changes the fields that are given and leaves the others.',
  deleteReview: 'Withdraws a review; the history of its thread tells that it was there.',
  listReviewHistory: 'Lists what was done to reviews of a thread, the last first.',
}

const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toLocaleString('en')} MB`

/** Limits that no schema states. */
export const LIMITS: Partial<Record<OperationName, string>> = {
  createFile: `${megabytes(MAX_FILE_BYTES)} a file`,
  createUpload: `${megabytes(MAX_UPLOAD_BYTES)} a file`,
  addUploadPart: `${megabytes(MAX_PART_BYTES)} a part`,
  listRunEvents: 'the header `Last-Event-ID` goes before `after`',
  followChanges: 'the header `Last-Event-ID` goes before `after`',
}

const said = ({ status, message }: { status: number; message: string }) => ({ status, message })
const running = [said(activeRun('{thread_id}', '{run_id}'))]
const expired = [said(vectorStoreExpired('{vector_store_id}'))]

/** What an operation refuses beyond malformed requests and unknown ids, word for word. */
export const REFUSALS: Partial<Record<OperationName, { status: number; message: string }[]>> = {
  createMessage: [said(threadLocked('{thread_id}', '{run_id}'))],
  createRun: running,
  cancelRun: [said(cannotCancel('completed'))],
  submitToolOutputsToRun: [
    said(noOutputsAccepted('expired')),
    said(wrongOutputs(['call_a', 'call_b'], ['call_a'])),
  ],
  searchVectorStore: expired,
  createVectorStoreFile: expired,
  createVectorStoreFileBatch: expired,
  deleteModel: [said(notOurModel('{model}'))],
  createChatCompletion: [said(noModelNamed())],
  createEmbedding: [said(noModelNamed())],
  modifyLabel: [said(labelMerged('{label_id}', '{merged_into}'))],
  mergeLabel: [said(labelMerged('{label_id}', '{merged_into}'))],
  createReview: [said(personRequired())],
  modifyReview: [said(personRequired()), said(notYours('{name}'))],
  deleteReview: [said(personRequired()), said(notYours('{name}'))],
}
