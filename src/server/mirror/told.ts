import type * as z from 'zod/mini'

import type { Assistant } from '#contract/assistant.ts'
import { endpoints } from '#contract/endpoints.ts'
import type { FileObject } from '#contract/file.ts'
import type { Message } from '#contract/message.ts'
import type { List, Order } from '#contract/primitives.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

import type { MirroredObjects } from '../store/mirror.ts'
import type { Asked } from './asked.ts'

/** What an answer of the other server tells: objects as they stand there, or that one is deleted. */
export type Told =
  | { put: MirroredObjects }
  | { deleted: 'thread' | 'message' | 'assistant' | 'file' }

/** The objects that an operation's answer holds. The casts: each is parsed by the operation's own schema. */
const READERS: Partial<Record<Asked['name'], (answer: unknown, order: Order) => Told>> = {
  createThread: (answer) => ({ put: { threads: [answer as Thread] } }),
  getThread: (answer) => ({ put: { threads: [answer as Thread] } }),
  modifyThread: (answer) => ({ put: { threads: [answer as Thread] } }),
  deleteThread: () => ({ deleted: 'thread' }),
  createMessage: (answer) => ({ put: { messages: [answer as Message] } }),
  getMessage: (answer) => ({ put: { messages: [answer as Message] } }),
  modifyMessage: (answer) => ({ put: { messages: [answer as Message] } }),
  deleteMessage: () => ({ deleted: 'message' }),
  createRun: (answer) => ({ put: { runs: [answer as Run] } }),
  createThreadAndRun: (answer) => ({ put: { runs: [answer as Run] } }),
  getRun: (answer) => ({ put: { runs: [answer as Run] } }),
  modifyRun: (answer) => ({ put: { runs: [answer as Run] } }),
  cancelRun: (answer) => ({ put: { runs: [answer as Run] } }),
  submitToolOutputsToRun: (answer) => ({ put: { runs: [answer as Run] } }),
  listRunSteps: (answer, order) => ({
    put: { steps: oldestFirst(answer as List<RunStep>, order) },
  }),
  getRunStep: (answer) => ({ put: { steps: [answer as RunStep] } }),
  createAssistant: (answer) => ({ put: { assistants: [answer as Assistant] } }),
  getAssistant: (answer) => ({ put: { assistants: [answer as Assistant] } }),
  modifyAssistant: (answer) => ({ put: { assistants: [answer as Assistant] } }),
  deleteAssistant: () => ({ deleted: 'assistant' }),
  listAssistants: (answer, order) => ({
    put: { assistants: oldestFirst(answer as List<Assistant>, order) },
  }),
  createFile: (answer) => ({ put: { files: [answer as FileObject] } }),
  retrieveFile: (answer) => ({ put: { files: [answer as FileObject] } }),
  deleteFile: () => ({ deleted: 'file' }),
  listFiles: (answer, order) => ({
    put: { files: oldestFirst(answer as List<FileObject>, order) },
  }),
}

/** Whether answers of an operation tell what is mirrored. */
export const tells = (name: Asked['name']): boolean => name in READERS

/**
 * What an answer tells; undefined where it is none that its operation gives.
 * @param order in which a list was asked for
 */
export const toldBy = (name: Asked['name'], answer: unknown, order: Order): Told | undefined => {
  const schema: z.ZodMiniType = endpoints[name].response
  const { success, data } = schema.safeParse(answer)
  return success ? READERS[name]?.(data, order) : undefined
}

const oldestFirst = <T>({ data }: List<T>, order: Order): T[] =>
  order === 'desc' ? data.toReversed() : data
