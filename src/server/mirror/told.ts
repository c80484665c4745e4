import type * as z from 'zod/mini'

import { endpoints } from '#contract/endpoints.ts'
import type { List, Order } from '#contract/primitives.ts'

import type { MirroredObjects } from '../store/mirror.ts'
import type { Asked } from './asked.ts'

type Kind = keyof MirroredObjects

/**
 * What an answer of the other server tells: objects as they stand there, one that was made (or was before: a
 * repeat is answered with how it began), or that one is deleted.
 */
export type Told = { put: MirroredObjects } | { made: MirroredObjects } | { deleted: Kind }

/** What the answers of an operation are about. */
interface Telling {
  kind: Kind
  form: 'one' | 'list' | 'made' | 'deleted'
}

const TELLING: Partial<Record<Asked['name'], Telling>> = {
  createThread: { kind: 'threads', form: 'made' },
  getThread: { kind: 'threads', form: 'one' },
  modifyThread: { kind: 'threads', form: 'one' },
  deleteThread: { kind: 'threads', form: 'deleted' },
  createMessage: { kind: 'messages', form: 'made' },
  listMessages: { kind: 'messages', form: 'list' },
  getMessage: { kind: 'messages', form: 'one' },
  modifyMessage: { kind: 'messages', form: 'one' },
  deleteMessage: { kind: 'messages', form: 'deleted' },
  createRun: { kind: 'runs', form: 'made' },
  createThreadAndRun: { kind: 'runs', form: 'made' },
  getRun: { kind: 'runs', form: 'one' },
  modifyRun: { kind: 'runs', form: 'one' },
  listRuns: { kind: 'runs', form: 'list' },
  cancelRun: { kind: 'runs', form: 'one' },
  submitToolOutputsToRun: { kind: 'runs', form: 'one' },
  listRunSteps: { kind: 'steps', form: 'list' },
  getRunStep: { kind: 'steps', form: 'one' },
  createAssistant: { kind: 'assistants', form: 'made' },
  getAssistant: { kind: 'assistants', form: 'one' },
  modifyAssistant: { kind: 'assistants', form: 'one' },
  deleteAssistant: { kind: 'assistants', form: 'deleted' },
  listAssistants: { kind: 'assistants', form: 'list' },
  createFile: { kind: 'files', form: 'made' },
  retrieveFile: { kind: 'files', form: 'one' },
  deleteFile: { kind: 'files', form: 'deleted' },
  listFiles: { kind: 'files', form: 'list' },
}

/** Which part of a path is the id of an object itself, and not of what it stands in. */
const OWN_ID: Record<Kind, string> = {
  threads: 'thread_id',
  messages: 'message_id',
  runs: 'run_id',
  steps: 'step_id',
  assistants: 'assistant_id',
  files: 'file_id',
}

/** Whether answers of an operation tell what is mirrored. */
export const tells = (name: Asked['name']): boolean => name in TELLING

/** What an operation deletes, if it does. */
export const deletedBy = (name: Asked['name']): Kind | undefined => {
  const telling = TELLING[name]
  return telling?.form === 'deleted' ? telling.kind : undefined
}

/**
 * What an answer tells; undefined where it is none that its operation gives, or is about something else than
 * was asked.
 * @param order in which a list was asked for
 */
export const toldBy = (
  { name, params }: Asked,
  answer: unknown,
  order: Order,
): Told | undefined => {
  const telling = TELLING[name]
  const schema: z.ZodMiniType = endpoints[name].response
  const { success, data } = schema.safeParse(answer)
  if (!telling || !success) return undefined
  const { kind, form } = telling
  if (form === 'deleted') {
    // The casts here: it was parsed by the operation's own schema.
    const { id, deleted } = data as { id: string; deleted: boolean }
    return deleted && id === params[OWN_ID[kind]] ? { deleted: kind } : undefined
  }
  const isAsked = isOf(kind, params)
  if (form === 'list') {
    const objects = (data as List<{ id: string }>).data.filter(isAsked)
    return { put: { [kind]: order === 'desc' ? objects.toReversed() : objects } }
  }
  if (!isAsked(data as { id: string })) return undefined
  return form === 'made' ? { made: { [kind]: [data] } } : { put: { [kind]: [data] } }
}

const isOf = (kind: Kind, params: Asked['params']) => (object: { id: string }) => {
  const fields: Record<string, unknown> = { ...object, [OWN_ID[kind]]: object.id }
  return Object.entries(params).every(([name, id]) => fields[name] === id)
}
