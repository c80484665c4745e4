import { parseExact } from '#contract/exact-json.ts'
import { isObject } from '#contract/json-object.ts'
import type { Message } from '#contract/message.ts'
import { type WireOperationName, wireOperations } from '#contract/operations.ts'
import type { Run } from '#contract/run.ts'

import { beginningOf } from '../gateway/body-beginning.ts'
import { isStream } from '../gateway/safe-response.ts'
import type { Principal } from '../http/principal.ts'
import { ApiError, FINAL, clip } from '../refusals/api-error.ts'
import { actingAs } from '../store/actor.ts'
import type { MirroredObjects } from '../store/mirror.ts'
import { whyNotKept } from '../store/mirrorable.ts'
import type { Asked } from './asked.ts'
import { canTellGone } from './bring-thread.ts'
import { orderOf } from './client-walks.ts'
import { dataOf, keepable } from './keepable.ts'
import { takeListed } from './listed-messages.ts'
import { type Credentials, deletablePlace, dropPlace } from './lost-deletions.ts'
import type { Mirror } from './mirror.ts'
import { passThrough } from './pass-through.ts'
import { saysNotThere } from './says-not-there.ts'
import { type Told, deletedBy, tells, toldBy } from './told.ts'

/** The longest answer that is mirrored as it passes, in bytes: others wait while it is looked through. */
const MOST_BYTES = 8 * 1024 * 1024

const NO_CONTENT = 204

/** The longest refusal that is looked into, in bytes. */
const LONGEST_REFUSAL = 64 * 1024

/** Operations of which the console is answered from the mirror: it shows what is kept, and hears of what changes. */
const READ_HERE: ReadonlySet<WireOperationName> = new Set([
  'getThread',
  'listMessages',
  'getMessage',
  'listRuns',
  'getRun',
  'listRunSteps',
  'getRunStep',
])

/** Operations that the published wire does not have: everybody is answered from the mirror. */
const OWN: ReadonlySet<WireOperationName> = new Set(['listThreads', 'listRunEvents'])

/** What the console reads of the other server itself, and of the mirror while that gives no answer. */
const READ_WHEN_GONE: ReadonlySet<WireOperationName> = new Set([
  'listAssistants',
  'getAssistant',
  'listFiles',
  'retrieveFile',
])

/** Operations that start a run, or go on with it. */
const RUNS: ReadonlySet<WireOperationName> = new Set([
  'createRun',
  'createThreadAndRun',
  'submitToolOutputsToRun',
])

/** A request that is passed on, as the mirror has to know it. */
export interface Passing extends Asked {
  principal: Principal
  /** With what it goes up. */
  by: Credentials
  /** The newest change before it went. */
  known: number
  query: URLSearchParams
  /** Whether it brings messages that its answer does not tell. */
  brings: boolean
  /** Whether it asks for a deletion that was asked for before, and not answered. */
  isRepeat: boolean
  /** Whether events are asked for where the client asked for the run alone. */
  isHeardHere: boolean
}

/**
 * Whether a request is answered from the mirror.
 * @param isFresh whether what it reads decides what is written: the copy may be seconds old
 */
export const isReadHere = async (
  mirror: Mirror,
  { name, params }: Asked,
  { kind, isFresh }: { kind: Principal['kind']; isFresh: boolean },
): Promise<boolean> => {
  const isOwn = OWN.has(name)
  if (!isOwn && !(kind === 'owner' && READ_HERE.has(name) && !isFresh)) return false
  const { thread_id: id, run_id: runId } = params
  if (id === undefined) {
    await mirror.listed({ isFresh })
    return true
  }
  // Refusals of what is not here are the other server's own.
  if (!(await mirror.opened(id))) return false
  return runId === undefined || (await mirror.parts.store.getRun(id, runId)) !== undefined
}

/** Whether the mirror stands in for another server that gives no answer. */
export const standsIn = ({ name }: Asked, { kind }: Principal): boolean =>
  kind === 'owner' && READ_WHEN_GONE.has(name)

/** Whether an operation is done to its end, also where its client goes away: the mirror has to know what came of it. */
export const outlivesClient = (name: WireOperationName): boolean =>
  isWrite(name) && tells(name) && name !== 'createFile'

const isWrite = (name: WireOperationName): boolean => wireOperations[name].method !== 'GET'

/** What the API answers objects in. */
const JSON_TYPE = /^application\/json\s*(;|$)/i

/** What of a request's body matters to the mirror. */
export const bringsMessages = (name: WireOperationName, body: unknown): boolean => {
  if (!isObject(body)) return false
  const thread = name === 'createThreadAndRun' ? body['thread'] : undefined
  const given = [
    name === 'createThread' ? body['messages'] : undefined,
    name === 'createRun' ? body['additional_messages'] : undefined,
    isObject(thread) ? thread['messages'] : undefined,
  ]
  return given.some((messages) => Array.isArray(messages) && messages.length > 0)
}

/** Operations whose requests may hold messages that their answers do not tell. */
const BRINGING: ReadonlySet<WireOperationName> = new Set([
  'createThread',
  'createRun',
  'createThreadAndRun',
])

/** Whether a request that nobody here reads may bring messages. */
export const mayBring = (name: WireOperationName): boolean => BRINGING.has(name)

/** Whether the body of an operation has to be read before it is passed on. */
export const isLookedInto = (name: WireOperationName): boolean =>
  RUNS.has(name) || name === 'createThread'

/** Whether the gateway asks for events where the console asks for a run: else no text came before its end. */
export const isHeardHere = (name: WireOperationName, body: unknown, { kind }: Principal): boolean =>
  kind === 'owner' && RUNS.has(name) && !(isObject(body) && body['stream'] === true)

/**
 * Takes an answer of the other server into the mirror.
 * @returns the answer for the client; of a write, once what it tells is mirrored
 */
export const mirrored = async (
  mirror: Mirror,
  passing: Passing,
  response: Response,
): Promise<Response> => {
  const { name, params, by } = passing
  const { ok, status, body } = response
  if (!ok) return refusal(mirror, passing, response)
  const { deletions } = mirror.parts
  const { thread_id } = params
  if (thread_id !== undefined && name !== 'deleteThread') deletions.read(thread_id, by)
  const place = deletablePlace(passing)
  // Whether it is deleted, only the whole answer tells.
  if (place !== undefined && !isWrite(name)) deletions.settle(place)
  if (status === NO_CONTENT) return takeDone(mirror, passing, response)
  if (!body) return response
  const type = response.headers.get('content-type') ?? ''
  if (RUNS.has(name) && isStream(type)) {
    return passing.isHeardHere
      ? runOf(mirror, passing, body)
      : new Response(passThrough(body, mirror.hear(passing), mirror.parts), response)
  }
  // Once what the answer tells of it is taken in.
  const note = () =>
    void noteThread(mirror, passing).catch((error: unknown) => tellFailure(mirror, passing, error))
  if (!tells(name) || !JSON_TYPE.test(type)) note()
  if (!tells(name)) return response
  if (!JSON_TYPE.test(type)) {
    await doubt(mirror, passing)
    return response
  }
  const { begun, isWhole, failure, body: all } = await beginningOf(body, MOST_BYTES)
  const isReadable = isWhole && failure === undefined
  const taking = isReadable ? take(mirror, passing, begun) : Promise.resolve(false)
  const done = taking
    .catch((error: unknown) => {
      tellFailure(mirror, passing, error)
      return false
    })
    .then((isTold) => (isTold ? undefined : doubt(mirror, passing)))
  void done.then(note)
  // Whoever wrote asks for the list next.
  if (isWrite(name)) await done
  return new Response(all, response)
}

/** A thread of which something passes is mirrored, too. */
const noteThread = async (mirror: Mirror, { name, params, known }: Passing): Promise<void> => {
  const { thread_id: id } = params
  if (id === undefined || name === 'deleteThread') return
  // Others have told it as far as they can.
  if (!tells(name)) await mirror.beginBy(id, [], known)
  if (!(await mirror.parts.store.getThread(id))) await mirror.changed(id)
}

/** A refusal; what is here and cannot be found there any more is looked for. */
const refusal = async (mirror: Mirror, passing: Passing, response: Response): Promise<Response> => {
  const { name, params, principal, by } = passing
  const { store, deletions } = mirror.parts
  const { thread_id: id } = params
  const { body, status } = response
  if (!body || status !== 404 || id === undefined || !(await store.getThread(id))) return response
  const { begun, isWhole, body: all } = await beginningOf(body, LONGEST_REFUSAL)
  const isGone = isWhole && saysNotThere(jsonIn(begun))
  // Another path's refusal may be of what stands in the thread.
  const place = deletablePlace(passing)
  const deletes = name.startsWith('delete')
  const isDeletion = deletes && principal.kind === 'owner'
  const isDone = (deleted: string) =>
    (!deletes || passing.isRepeat) && deletions.isDone(deleted, id, by)
  // All that is left of it is the copy, which the console shows and its reader wants gone. From others it may be hidden.
  const isLeft = isDeletion && (await canTell(mirror, id, by))
  if (place !== undefined && isGone && (isLeft || isDone(place))) {
    await actingAs(principal.kind, () => dropPlace(mirror.parts, place))
    if (isLeft) return deletedAnswer(passing)
  } else await mirror.changed(id)
  return new Response(all, response)
}

/** Whether who is told that something of a thread is not there would be given it. */
const canTell = async ({ parts }: Mirror, id: string, by: Credentials): Promise<boolean> =>
  by === parts.deletions.own ? canTellGone(parts, id) : parts.deletions.canTell(id, by)

const jsonIn = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** @returns whether it told anything */
const take = async (mirror: Mirror, passing: Passing, bytes: Uint8Array): Promise<boolean> => {
  const { query, principal } = passing
  const answer = parseExact(new TextDecoder().decode(bytes))
  const told = toldBy(passing, keepable(answer), orderOf(query))
  if (told) {
    await actingAs(principal.kind, () =>
      passing.name === 'listMessages' && 'put' in told
        ? takePage(mirror, passing, { messages: told.put.messages ?? [], answer })
        : takeTold(mirror, passing, told),
    )
  }
  return told !== undefined
}

/** A write that was done, by its status, and whose answer tells nothing: what it wrote is looked for. */
const doubt = async (mirror: Mirror, passing: Passing): Promise<void> => {
  const { name, params } = passing
  if (!isWrite(name) || params['thread_id'] === undefined || name === 'deleteThread') return
  await mirror
    .changed(params['thread_id'])
    .catch((error: unknown) => tellFailure(mirror, passing, error))
}

/** An answer without content to a deletion says that it is done. @returns what the client is given */
const takeDone = async (
  mirror: Mirror,
  passing: Passing,
  response: Response,
): Promise<Response> => {
  const { name, principal } = passing
  const deleted = deletedBy(name)
  if (!deleted) {
    await doubt(mirror, passing)
    return response
  }
  await actingAs(principal.kind, () => takeTold(mirror, passing, { deleted })).catch(
    (error: unknown) => tellFailure(mirror, passing, error),
  )
  return principal.kind === 'owner' ? deletedAnswer(passing) : response
}

/** What the published wire answers to the deletion of a thread, or what else can be deleted. */
const deletedAnswer = ({ params }: Passing): Response => {
  const { thread_id, message_id, assistant_id, file_id } = params
  const [id, object] =
    message_id !== undefined
      ? [message_id, 'thread.message.deleted']
      : thread_id !== undefined
        ? [thread_id, 'thread.deleted']
        : assistant_id !== undefined
          ? [assistant_id, 'assistant.deleted']
          : [file_id, 'file']
  return Response.json({ id, object, deleted: true })
}

/** Takes in a page of messages that a client listed, after those that passed before. */
const takePage = (
  mirror: Mirror,
  { params, by, query, known }: Passing,
  { messages, answer }: { messages: readonly Message[]; answer: unknown },
): Promise<void> => {
  const { thread_id: threadId = '' } = params
  const hasMore = isObject(answer) && answer['has_more'] === true
  const isWhole = dataOf(answer)?.length === messages.length
  return mirror.walks.inTurn(threadId, async () => {
    await mirror.beginBy(threadId, messages, known)
    await takeListed(mirror, { threadId, by, query, known, messages, hasMore, isWhole })
  })
}

/** A thread that is not here yet is listed by what passes of it. What stands before that comes first, where it can be had. */
const beginThread = async (
  mirror: Mirror,
  { params: { thread_id: id }, known }: Passing,
  { threads, messages = [], runs = [], steps = [] }: MirroredObjects,
): Promise<void> => {
  if (id === undefined || threads) return
  const began = await mirror.beginBy(id, [...messages, ...runs, ...steps], known)
  if (began) await mirror.isRefused(id)
}

const takeTold = async (mirror: Mirror, passing: Passing, told: Told): Promise<void> => {
  const { store } = mirror.parts
  if (!('deleted' in told)) {
    await beginThread(mirror, passing, 'put' in told ? told.put : told.made)
    const { runs = [], ...others } =
      'put' in told ? told.put : await withoutKnown(mirror, told.made)
    if ('made' in told) {
      for (const { thread_id } of others.messages ?? []) await mirror.before(thread_id)
      if (passing.brings) for (const thread of others.threads ?? []) await mirror.begin(thread)
      await store.putMirrored(others)
    } else await putBack(mirror, others, passing.known)
    await tellUnkept(mirror, { ...others, runs })
    const threads = [...(others.threads ?? []).map(({ id }) => id), ...runs.map(threadOf)]
    for (const id of threads) mirror.parts.deletions.read(id, passing.by)
    for (const run of runs) await mirror.ran(run, passing)
    return
  }
  const { thread_id = '', message_id = '', assistant_id = '', file_id = '' } = passing.params
  const deletions: Partial<Record<keyof MirroredObjects, () => Promise<unknown>>> = {
    threads: () => store.deleteThread(thread_id),
    messages: () => store.deleteMessage(thread_id, message_id),
    assistants: () => store.deleteAssistant(assistant_id),
    files: () => store.deleteFile(file_id),
  }
  await deletions[told.deleted]?.()
  const place = deletablePlace(passing)
  if (place !== undefined) mirror.parts.deletions.settle(place)
}

/** What cannot be kept goes to its client all the same; of a thread it is told where that is read. */
const tellUnkept = async (mirror: Mirror, objects: MirroredObjects): Promise<void> => {
  const given: object[] = Object.values(objects).flat()
  for (const object of given) {
    const why = whyNotKept(object)
    if (why === undefined) continue
    const {
      id,
      object: kind,
      thread_id,
    } = object as { id: string; object: string; thread_id?: string }
    mirror.parts.log.warn({ id, why }, 'what passed cannot be kept')
    const threadId = kind === 'thread' ? id : thread_id
    if (threadId !== undefined) await mirror.changed(threadId)
  }
}

const threadOf = ({ thread_id }: Run): string => thread_id

/** What stands at the other server now: what was deleted here, and asked for after that, is there again. */
const putBack = async (mirror: Mirror, objects: MirroredObjects, known: number): Promise<void> => {
  const { store } = mirror.parts
  for (const thread of objects.threads ?? []) {
    if (!(await store.getThread(thread.id))) await mirror.begin(thread, known)
  }
  await store.putMirrored(objects, known)
}

/** What is not here yet. What is here was made before, and stands as it is now: that is looked for. */
const withoutKnown = async (mirror: Mirror, made: MirroredObjects): Promise<MirroredObjects> => {
  const { store } = mirror.parts
  const { threads = [], messages = [], runs = [], assistants = [], files = [] } = made
  const found = await Promise.all([
    ...threads.map(({ id }) => store.getThread(id)),
    ...messages.map(({ id, thread_id }) => store.getMessage(thread_id, id)),
    ...runs.map(({ id, thread_id }) => store.getRun(thread_id, id)),
    ...assistants.map(({ id }) => store.getAssistant(id)),
    ...files.map(({ id }) => store.getFile(id)),
  ])
  if (!found.some((each) => each !== undefined)) return made
  for (const { id } of threads) await mirror.changed(id)
  for (const { thread_id } of [...messages, ...runs]) await mirror.changed(thread_id)
  return {}
}

const tellFailure = (mirror: Mirror, { name }: Passing, error: unknown): void => {
  if (mirror.parts.closing.aborted) return
  mirror.parts.log.error({ err: error, operation: name }, 'an answer could not be mirrored')
}

/** The run of a stream that is heard here, as the client asked for it: once it is here, since it is read next. */
const runOf = async (
  mirror: Mirror,
  passing: Passing,
  body: ReadableStream<Uint8Array>,
): Promise<Response> => {
  const { promise, resolve, reject } = Promise.withResolvers<Run>()
  const stream = mirror.hear(passing, resolve)
  const hearer = {
    take: (bytes: Uint8Array) => stream.take(bytes),
    lost: stream.lost,
    end: async () => {
      await stream.end()
      reject(noRun(stream.said))
    },
  }
  // Nobody reads it: it is heard to its end all the same.
  void passThrough(body, hearer, mirror.parts).cancel()
  return Response.json(await promise)
}

/** @param said what the stream told in place of the run */
const noRun = (said: string | undefined): ApiError =>
  new ApiError(
    502,
    'upstream_stream',
    `The upstream server ended the stream of a run before it told of it${said === undefined ? '.' : `: ${clip(said)}`}`,
    null,
    // What it may have done would be done again.
    { headers: FINAL },
  )
