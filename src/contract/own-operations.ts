import type { Operation } from './operation.ts'

/** The console's own operations, below `/api`. Those of one table never answer for the other. */
export const ownOperations = {
  getSession: {
    method: 'GET',
    path: '/session',
    right: 'read',
    records: 'nothing',
    extension: true,
  },
  followChanges: {
    method: 'GET',
    path: '/changes',
    right: 'read',
    records: 'nothing',
    extension: true,
    streams: 'always',
  },
  getSamples: {
    method: 'GET',
    path: '/samples',
    right: 'read',
    records: 'nothing',
    extension: true,
  },
  deleteSamples: {
    method: 'DELETE',
    path: '/samples',
    right: 'delete',
    records: 'delete',
    extension: true,
  },
  search: {
    method: 'GET',
    path: '/search',
    right: 'read',
    records: 'search',
    extension: true,
  },
  listSearchValues: {
    method: 'GET',
    path: '/search/values',
    right: 'read',
    records: 'list',
    extension: true,
  },
  /** The wire has no way to a message by its time. */
  getMessageDays: {
    method: 'GET',
    path: '/threads/{thread_id}/days',
    right: 'read',
    records: 'list',
    extension: true,
  },
  getOverview: {
    method: 'GET',
    path: '/overview',
    right: 'read',
    records: 'read',
    extension: true,
  },
  getPrices: {
    method: 'GET',
    path: '/prices',
    right: 'read',
    records: 'nothing',
    extension: true,
  },
  modifyPrices: {
    method: 'POST',
    path: '/prices',
    right: 'delete',
    records: 'change',
    extension: true,
  },
  /** The wire lists the steps of one run at a time. */
  listToolSteps: {
    method: 'GET',
    path: '/threads/{thread_id}/tool_steps',
    right: 'read',
    records: 'list',
    extension: true,
  },
  /** The wire keeps back what was uploaded for assistants; a reader of its threads may see it. */
  readFile: {
    method: 'GET',
    path: '/files/{file_id}/content',
    right: 'read',
    records: 'download',
    extension: true,
    raw: true,
  },
  getMirror: {
    method: 'GET',
    path: '/mirror',
    right: 'read',
    records: 'nothing',
    extension: true,
  },
  addMirroredThreads: {
    method: 'POST',
    path: '/mirror/threads',
    right: 'write',
    records: 'create',
    extension: true,
  },
  getMirroredThread: {
    method: 'GET',
    path: '/mirror/threads/{thread_id}',
    right: 'read',
    records: 'read',
    extension: true,
  },
  refreshMirroredThread: {
    method: 'POST',
    path: '/mirror/threads/{thread_id}/refresh',
    right: 'read',
    records: 'read',
    extension: true,
  },
} as const satisfies Record<string, Operation>
