import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
} from '#testing/builders.ts'

import type { Store } from '../store.ts'
import type { Method } from './recorded-method.ts'
import { QUEUE_METHODS } from './recorded-queues.ts'
import { REVIEW_METHODS } from './recorded-reviews.ts'

export const thread = buildThread({ id: 'thread_a' })
export const message = buildMessage({ id: 'msg_a', thread_id: 'thread_a' })
const run = buildRun({ id: 'run_a', thread_id: 'thread_r' })
export const assistant = buildAssistant({ id: 'asst_a' })
export const file = buildFile({ id: 'file-a' })
export const upload = {
  id: 'upload_a',
  object: 'upload' as const,
  created_at: 1,
  filename: 'a.txt',
  bytes: 10,
  purpose: 'assistants',
  status: 'pending' as const,
  expires_at: 9_000_000_000,
  file: null,
}
const inStore = (file_id: string) => ({
  file_id,
  created_at: 1,
  chunking: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 },
  attributes: null,
})
const vectorStore = {
  id: 'vs_a',
  created_at: 1,
  name: '',
  expires_after: null,
  metadata: {},
  files: [inStore('file-a')],
}

const inThread = { thread_id: 'thread_a' }
const inRun = { thread_id: 'thread_r', run_id: 'run_a' }
const fileInStore = { vector_store_id: 'vs_a', file_id: 'file-a' }

/** What is there before each write. */
export const fill = async (store: Store): Promise<void> => {
  await store.insertThread(thread, [message])
  await store.insertThread(buildThread({ id: 'thread_r' }), [])
  await store.insertRun(run, [], [])
  await store.insertAssistant(assistant)
  await store.insertFile(file)
  await store.insertVectorStore(vectorStore)
  await store.insertUpload(upload, undefined)
}

const firstKey = async (store: Store) => (await store.listFilesToRead(1, []))[0]?.key ?? 0
export const same = <T>(value: T): T => value

/** Each method of a store: what it leaves on record, or why it leaves nothing there. */
export const METHODS: Record<keyof Store, Method> = {
  insertAssistant: {
    write: (store) => store.insertAssistant(buildAssistant({ id: 'asst_b' })),
    leaves: [{ type: 'assistant.created', assistant_id: 'asst_b' }],
  },
  updateAssistant: {
    write: (store) => store.updateAssistant('asst_a', same),
    leaves: [{ type: 'assistant.modified', assistant_id: 'asst_a' }],
  },
  deleteAssistant: {
    write: (store) => store.deleteAssistant('asst_a'),
    leaves: [{ type: 'assistant.deleted', assistant_id: 'asst_a' }],
  },
  insertThread: {
    write: (store) =>
      store.insertThread(buildThread({ id: 'thread_b' }), [
        buildMessage({ id: 'msg_b', thread_id: 'thread_b' }),
      ]),
    leaves: [
      { type: 'thread.created', thread_id: 'thread_b' },
      { type: 'message.created', thread_id: 'thread_b', message_id: 'msg_b' },
    ],
  },
  updateThread: {
    write: (store) => store.updateThread('thread_a', same),
    leaves: [{ type: 'thread.modified', ...inThread }],
  },
  deleteThread: {
    write: (store) => store.deleteThread('thread_a'),
    leaves: [{ type: 'thread.deleted', ...inThread }],
  },
  insertMessages: {
    write: (store) =>
      store.insertMessages('thread_a', [buildMessage({ id: 'msg_b', ...inThread })], {
        code_interpreter: ['file-a'],
      }),
    leaves: [
      { type: 'message.created', ...inThread, message_id: 'msg_b' },
      { type: 'thread.modified', ...inThread },
    ],
  },
  updateMessage: {
    write: (store) => store.updateMessage('thread_a', 'msg_a', same),
    leaves: [{ type: 'message.modified', ...inThread, message_id: 'msg_a' }],
  },
  deleteMessage: {
    write: (store) => store.deleteMessage('thread_a', 'msg_a'),
    leaves: [{ type: 'message.deleted', ...inThread, message_id: 'msg_a' }],
  },
  insertRun: {
    write: (store) =>
      store.insertRun(
        buildRun({ id: 'run_b', ...inThread }),
        [buildMessage({ id: 'msg_b', ...inThread })],
        [],
      ),
    leaves: [
      { type: 'message.created', ...inThread, message_id: 'msg_b' },
      { type: 'run.created', ...inThread, run_id: 'run_b' },
    ],
  },
  insertThreadAndRun: {
    write: (store) =>
      store.insertThreadAndRun(
        buildThread({ id: 'thread_b' }),
        [],
        buildRun({ id: 'run_b', thread_id: 'thread_b' }),
        [],
      ),
    leaves: [
      { type: 'thread.created', thread_id: 'thread_b' },
      { type: 'run.created', thread_id: 'thread_b', run_id: 'run_b' },
    ],
  },
  commitRun: {
    write: (store) => {
      const made = buildMessage({ id: 'msg_b', thread_id: 'thread_r', run_id: 'run_a' })
      return store.commitRun('thread_r', 'run_a', {
        from: ['queued'],
        run: { status: 'in_progress' },
        steps: [buildRunStep({ id: 'step_a', ...inRun })],
        messages: [made],
        events: () => [{ event: 'thread.message.created', data: made }],
      })
    },
    leaves: [
      { type: 'run.modified', ...inRun },
      { type: 'run_step.created', ...inRun, step_id: 'step_a' },
      { type: 'message.created', thread_id: 'thread_r', message_id: 'msg_b' },
    ],
  },
  updateRunMetadata: {
    write: (store) => store.updateRunMetadata('thread_r', 'run_a', { a: 'b' }),
    leaves: [{ type: 'run.modified', ...inRun }],
  },
  insertFile: {
    write: (store) => store.insertFile(buildFile({ id: 'file-b' })),
    leaves: [{ type: 'file.created', file_id: 'file-b' }],
  },
  deleteFile: {
    write: (store) => store.deleteFile('file-a'),
    leaves: [
      { type: 'vector_store.file.deleted', ...fileInStore },
      { type: 'file.deleted', file_id: 'file-a' },
    ],
  },
  importThreads: {
    write: (store) => {
      const old = buildThread({ id: 'thread_b' })
      const messages = [1, 2].map(() => buildMessage({ thread_id: old.id }))
      return store.importThreads([{ hash: 'h', thread: old, messages, runs: [] }])
    },
    leaves: [{ type: 'thread.imported', thread_id: 'thread_b' }],
  },
  putMirrored: {
    write: (store) =>
      store.putMirrored({
        threads: [buildThread({ id: 'thread_b' })],
        messages: [buildMessage({ id: 'msg_b', thread_id: 'thread_b' })],
        runs: [buildRun({ id: 'run_b', thread_id: 'thread_b' })],
        steps: [buildRunStep({ id: 'step_b', thread_id: 'thread_b', run_id: 'run_b' })],
        assistants: [buildAssistant({ id: 'asst_b' })],
        files: [buildFile({ id: 'file-b' })],
      }),
    leaves: [
      { type: 'assistant.created', assistant_id: 'asst_b' },
      { type: 'file.created', file_id: 'file-b' },
      { type: 'thread.created', thread_id: 'thread_b' },
      { type: 'message.created', thread_id: 'thread_b', message_id: 'msg_b' },
      { type: 'run.created', thread_id: 'thread_b', run_id: 'run_b' },
      { type: 'run_step.created', thread_id: 'thread_b', run_id: 'run_b', step_id: 'step_b' },
    ],
  },
  insertUpload: {
    write: (store) => store.insertUpload({ ...upload, id: 'upload_b' }, undefined),
    leaves: [{ type: 'upload.created', upload_id: 'upload_b' }],
  },
  insertUploadPart: {
    write: (store) =>
      store.insertUploadPart(
        { id: 'part_a', object: 'upload.part', created_at: 1, upload_id: 'upload_a' },
        5,
      ),
    leaves: [{ type: 'upload.modified', upload_id: 'upload_a' }],
  },
  completeUpload: {
    write: (store) => store.completeUpload('upload_a', buildFile({ id: 'file-b' })),
    leaves: [
      { type: 'upload.modified', upload_id: 'upload_a' },
      { type: 'file.created', file_id: 'file-b' },
    ],
  },
  cancelUpload: {
    write: (store) => store.cancelUpload('upload_a'),
    leaves: [{ type: 'upload.modified', upload_id: 'upload_a' }],
  },
  insertVectorStore: {
    write: (store) => store.insertVectorStore({ ...vectorStore, id: 'vs_b' }),
    leaves: [
      { type: 'vector_store.created', vector_store_id: 'vs_b' },
      { type: 'vector_store.file.created', vector_store_id: 'vs_b', file_id: 'file-a' },
    ],
  },
  updateVectorStore: {
    write: (store) => store.updateVectorStore('vs_a', { name: 'b' }),
    leaves: [{ type: 'vector_store.modified', vector_store_id: 'vs_a' }],
  },
  deleteVectorStore: {
    write: (store) => store.deleteVectorStore('vs_a'),
    leaves: [{ type: 'vector_store.deleted', vector_store_id: 'vs_a' }],
  },
  touchVectorStores: {
    write: (store) => store.touchVectorStores(['vs_a']),
    leaves: [{ type: 'vector_store.modified', vector_store_id: 'vs_a' }],
  },
  expireVectorStores: {
    write: async (store) => {
      const expires_after = { days: 1 }
      await store.insertVectorStore({ ...vectorStore, id: 'vs_b', files: [], expires_after })
      return store.expireVectorStores()
    },
    leaves: [
      { type: 'vector_store.created', vector_store_id: 'vs_b' },
      { type: 'vector_store.modified', vector_store_id: 'vs_b' },
    ],
  },
  putVectorStoreFiles: {
    write: (store) => store.putVectorStoreFiles('vs_a', [inStore('file-a')], 'vsfb_a'),
    leaves: [
      { type: 'vector_store.file_batch.created', vector_store_id: 'vs_a', batch_id: 'vsfb_a' },
      { type: 'vector_store.file.created', ...fileInStore },
      { type: 'vector_store.modified', vector_store_id: 'vs_a' },
    ],
  },
  putWaitingFiles: {
    write: async (store) => {
      const files = Array.from({ length: 401 }, (_, at) => inStore(`file-${at}`))
      await store.insertFile(buildFile({ id: 'file-400' }))
      await store.insertAssistant(buildAssistant({ id: 'asst_b' }), {
        made: { ...vectorStore, id: 'vs_b', files },
      })
      await store.putWaitingFiles()
      await store.putWaitingFiles()
    },
    leaves: [
      { type: 'file.created', file_id: 'file-400' },
      { type: 'vector_store.created', vector_store_id: 'vs_b' },
      { type: 'assistant.created', assistant_id: 'asst_b' },
      { type: 'vector_store.modified', vector_store_id: 'vs_b' },
      { type: 'vector_store.file.created', vector_store_id: 'vs_b', file_id: 'file-400' },
      { type: 'vector_store.modified', vector_store_id: 'vs_b' },
    ],
  },
  setVectorStoreFileAttributes: {
    write: (store) => store.setVectorStoreFileAttributes('vs_a', 'file-a', { a: 1 }),
    leaves: [{ type: 'vector_store.file.modified', ...fileInStore }],
  },
  deleteVectorStoreFile: {
    write: (store) => store.deleteVectorStoreFile('vs_a', 'file-a'),
    leaves: [{ type: 'vector_store.file.deleted', ...fileInStore }],
  },
  cancelVectorStoreFileBatch: {
    write: async (store) => {
      await store.putVectorStoreFiles('vs_a', [inStore('file-a')], 'vsfb_a')
      return store.cancelVectorStoreFileBatch('vs_a', 'vsfb_a')
    },
    leaves: [
      { type: 'vector_store.file_batch.created', vector_store_id: 'vs_a', batch_id: 'vsfb_a' },
      { type: 'vector_store.file.created', ...fileInStore },
      { type: 'vector_store.modified', vector_store_id: 'vs_a' },
      { type: 'vector_store.file_batch.modified', vector_store_id: 'vs_a', batch_id: 'vsfb_a' },
    ],
  },
  settleVectorStoreFile: {
    write: async (store) =>
      store.settleVectorStoreFile(await firstKey(store), {
        status: 'completed',
        embedding_model: null,
      }),
    leaves: [{ type: 'vector_store.file.modified', ...fileInStore }],
  },

  insertChunks: 'changes what nobody can read',
  deleteChunks: 'changes what nobody can read',
  purgeChunks: 'changes what nobody can read',
  expireUploads: 'changes what nobody can read',
  deleteUploadParts: 'changes what nobody can read',
  forgetAnswers: 'changes what nobody can read',
  forgetChanges: 'changes what nobody can read',
  purgeThreads: 'changes what nobody can read',
  clearOldLogs: 'changes what nobody can read',
  setOwnValue: 'changes what nobody can read',
  wantThreads: 'changes what nobody can read',
  postponeThread: 'changes what nobody can read',
  settleWanted: 'changes what nobody can read',

  countElsewhere: 'reads',
  getMirrorState: 'reads',
  listWanted: 'reads',
  countWanted: 'reads',
  countUnfetched: 'reads',
  addedThreads: 'reads',

  findMissingFile: 'reads',
  getAssistant: 'reads',
  listAssistants: 'reads',
  getThread: 'reads',
  listThreads: 'reads',
  countThreads: 'reads',
  getMessage: 'reads',
  getMessageDays: 'reads',
  listMessages: 'reads',
  getRun: 'reads',
  listRuns: 'reads',
  runTimes: 'reads',
  stepTimes: 'reads',
  listActiveRuns: 'reads',
  getRunStep: 'reads',
  listRunSteps: 'reads',
  listToolSteps: 'reads',
  listKept: 'reads',
  listRunEvents: 'reads',
  getFile: 'reads',
  listExpiredFiles: 'reads',
  listDeletedFiles: 'reads',
  listFileIds: 'reads',
  listFiles: 'reads',
  getUpload: 'reads',
  listUploadParts: 'reads',
  getVectorStore: 'reads',
  listVectorStores: 'reads',
  getVectorStoreFile: 'reads',
  listVectorStoreFiles: 'reads',
  getVectorStoreFileBatch: 'reads',
  listFilesToRead: 'reads',
  stillToRead: 'reads',
  readChunks: 'reads',
  listAttributes: 'reads',
  findByWords: 'reads',
  findByVector: 'reads',
  getPassages: 'reads',
  getAnswer: 'reads',
  getOwnValue: 'reads',
  latestChange: 'reads',
  changesAfter: 'reads',
  onChange: 'reads',
  search: 'reads',
  numberOf: 'reads',
  assistantsCalled: 'reads',
  nearWords: 'reads',
  valuesOf: 'reads',
  searchProgress: 'reads',
  isSearchedUpTo: 'reads',
  overview: 'reads',
  overviewSpan: 'reads',
  overviewProgress: 'reads',
  ...REVIEW_METHODS,
  ...QUEUE_METHODS,
  close: 'reads',
}
