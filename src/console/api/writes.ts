import type { ResponseOf } from '#contract/endpoints.ts'
import { operations } from '#contract/operations.ts'
import { canCancel } from '#contract/run-status.ts'

import type { Patience } from '../util/patience.ts'
import { askOnce } from './ask-once.ts'
import { FRESH, type RequestOptions, type WriteName, answered, ask, request } from './client.ts'
import { isNotFound } from './failure.ts'
import { givenOutputs } from './given-outputs.ts'
import { holdsFields, isSameMetadata } from './holds-fields.ts'
import { repeatWords } from './repeats.ts'
import { allSteps } from './run-steps.ts'

/** The answer that was lost, as it can be told from what stands at the server; undefined where that is as before. */
type Look<Name extends WriteName> = (
  options: RequestOptions<Name>,
  signal: AbortSignal,
) => Promise<ResponseOf<Name> | undefined>

type Looks = { readonly [Name in WriteName]?: Look<Name> }

/** How to find out, of all that the console changes and deletes, whether it is done. */
const looks = {
  modifyThread: async ({ params, body }, signal) => {
    const thread = await request('getThread', {
      params,
      query: { include: ['summary'] },
      signal,
      ...FRESH,
    })
    return isSameMetadata(thread.metadata, body?.metadata ?? {}) ? thread : undefined
  },
  deleteThread: ({ params }, signal) =>
    unlessThere(request('getThread', { params, signal, ...FRESH }), {
      id: params.thread_id,
      object: 'thread.deleted',
      deleted: true,
    }),
  modifyMessage: async ({ params, body }, signal) => {
    const message = await request('getMessage', { params, signal, ...FRESH })
    return isSameMetadata(message.metadata, body?.metadata ?? {}) ? message : undefined
  },
  deleteMessage: ({ params }, signal) =>
    unlessThere(request('getMessage', { params, signal, ...FRESH }), {
      id: params.message_id,
      object: 'thread.message.deleted',
      deleted: true,
    }),
  cancelRun: async ({ params }, signal) => {
    const run = await request('getRun', { params, signal, ...FRESH })
    return canCancel(run) ? undefined : run
  },
  submitToolOutputsToRun: async ({ params, body }, signal) => {
    const run = await request('getRun', { params, signal, ...FRESH })
    const given = givenOutputs(await allSteps(params.thread_id, params.run_id, signal))
    const isGiven = body?.tool_outputs.every(
      ({ tool_call_id, output }) => given.get(tool_call_id ?? '') === (output ?? ''),
    )
    return isGiven ? run : undefined
  },
  modifyAssistant: async ({ params, body }, signal) => {
    const { metadata, ...fields } = body ?? {}
    const assistant = await request('getAssistant', { params, signal })
    const isAsked = metadata === undefined || isSameMetadata(assistant.metadata, metadata ?? {})
    return isAsked && holdsFields(assistant, fields) ? assistant : undefined
  },
  deleteAssistant: ({ params }, signal) =>
    unlessThere(request('getAssistant', { params, signal }), {
      id: params.assistant_id,
      object: 'assistant.deleted',
      deleted: true,
    }),
  deleteFile: ({ params }, signal) =>
    unlessThere(request('retrieveFile', { params, signal }), {
      id: params.file_id,
      object: 'file',
      deleted: true,
    }),
  modifyPrices: async ({ body }, signal) => {
    const prices = await request('getPrices', { signal, ...FRESH })
    return holdsFields(prices, body ?? {}) ? prices : undefined
  },
  deleteSamples: async (_, signal) => {
    const samples = await request('getSamples', { signal })
    return samples.present ? undefined : samples
  },
} satisfies Looks

const unlessThere = async <Deleted>(
  reading: Promise<unknown>,
  deleted: Deleted,
): Promise<Deleted | undefined> => {
  try {
    await reading
    return undefined
  } catch (error) {
    if (isNotFound(error)) return deleted
    throw error
  }
}

/** What the console changes and deletes. */
export type ChangeName = keyof typeof looks

/**
 * Changes or deletes something, once. Where the answer is lost, what stands at the server tells whether
 * it is done. @throws {ApiFailure}
 */
export const change = <Name extends ChangeName>(
  name: Name,
  options: RequestOptions<Name>,
  patience?: Patience,
): Promise<ResponseOf<Name>> => {
  // The table pairs this look with this name; TypeScript cannot see that through the lookup.
  const look = looks[name] as Look<Name>
  const looking = (signal: AbortSignal) => look(options, signal)
  const asking = async (signal: AbortSignal) => {
    try {
      return await ask(name, { ...options, signal })
    } catch (error) {
      // It is gone already: an earlier answer was lost, or others were quicker.
      const done = isDeleting(name) && isNotFound(error) ? await looking(signal) : undefined
      if (done === undefined) throw error
      return done
    }
  }
  return answeredBy(name, options, askOnce(asking, looking, patience))
}

const isDeleting = (name: WriteName): boolean => operations[name].method === 'DELETE'

/** Makes something, once. Where the answer is lost, `look` tells whether it is made. @throws {ApiFailure} */
export const make = <Name extends WriteName>(
  name: Name,
  options: RequestOptions<Name>,
  look: (signal: AbortSignal) => Promise<ResponseOf<Name> | undefined>,
  patience?: Patience,
): Promise<ResponseOf<Name>> =>
  answeredBy(
    name,
    options,
    askOnce((signal) => ask(name, { ...options, signal }), look, patience, repeatWords),
  )

const answeredBy = async <Name extends WriteName>(
  name: Name,
  options: RequestOptions<Name>,
  asking: Promise<ResponseOf<Name>>,
): Promise<ResponseOf<Name>> => {
  const done = await asking
  answered(name, options)
  return done
}
