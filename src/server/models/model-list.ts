import * as z from 'zod/mini'

import { isObject } from '#contract/json-object.ts'
import { Model } from '#contract/model.ts'

import type { Clock } from '../clock.ts'
import { createBreath } from '../in-turn.ts'
import { endpointFetch, operationUrl } from './endpoint-fetch.ts'
import { ChunkMask } from './masked-chunks.ts'
import { readAnswer } from './parse-answer.ts'
import { secretsOf } from './secrets.ts'
import { WATCH, watched } from './watched-fetch.ts'

interface Endpoint {
  baseUrl: string
  apiKey: string | undefined
}

const LIST_TIMEOUT = 5000
/** Milliseconds for which a list of models is not asked for again. */
const LIST_KEPT = 30_000
/** The longest list, in bytes and in values: routers list hundreds of models with many words of each. */
const MAX_LIST_BYTES = 8 * 1024 * 1024
const MAX_LIST_VALUES = 200_000

/** The names under which endpoints tell how many tokens a model's window holds. */
const CONTEXT_FIELDS = [
  'loaded_context_length',
  'n_ctx',
  'max_model_len',
  'context_length',
  'context_window',
  'max_context_length',
] as const

/** A model as an endpoint lists it, with fields that each make has of its own; its name alone is needed. */
const { object, created, owned_by } = Model.shape
const Id = z.string().check(z.minLength(1))
const ListedModel = z.looseObject({
  id: Id,
  object: z.catch(object, 'model'),
  created: z.catch(created, 0),
  owned_by: z.catch(owned_by, ''),
})
type ListedModel = z.infer<typeof ListedModel>
/** The list itself, or the field that has it: some have both, for clients of two kinds. */
const Items = z.array(z.unknown())
const Listed = z.union([
  Items,
  z.object({ data: Items.check(z.minLength(1)) }),
  z.object({ models: Items }),
  z.object({ data: Items }),
])
/** Where a model's name is, in the order in which it is looked for. */
const ID_FIELDS = ['id', 'name', 'model'] as const

/** What an endpoint tells about its models, asked when first needed and again after a while. */
export const createModelList = (endpoint: Endpoint, clock: Clock) => {
  const listed = keptFor(LIST_KEPT, clock, () => fetchModels(endpoint).catch(() => []))
  return {
    /** The endpoint's own models, each once; none when it does not answer. */
    list: async (): Promise<Model[]> => (await listed()).map((model) => Model.parse(model)),
    /** @param id the endpoint's own name for the model */
    contextLength: async (id: string): Promise<number | undefined> =>
      contextLengthIn((await listed()).find((model) => model.id === id)),
  }
}

const contextLengthIn = (model: ListedModel | undefined): number | undefined => {
  const places = [model, model?.['meta']].map((place) => Object(place) as Record<string, unknown>) // any JSON
  return places
    .flatMap((place) => CONTEXT_FIELDS.map((field) => Number(place[field] ?? NaN)))
    .find((length) => Number.isInteger(length) && length > 0)
}

const keptFor = <T>(ms: number, clock: Clock, get: () => Promise<T>) => {
  let kept: { until: number; value: Promise<T> } | undefined
  return (): Promise<T> => {
    if (!kept || kept.until <= clock.now()) kept = { until: clock.now() + ms, value: get() }
    return kept.value
  }
}

const fetchModels = async ({ baseUrl, apiKey }: Endpoint): Promise<ListedModel[]> => {
  const response = await endpointFetch(operationUrl(baseUrl, '/models'), {
    headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
    signal: AbortSignal.timeout(LIST_TIMEOUT),
  })
  if (!response.ok || !response.body) return []
  const bytes = watched(response.body, { ...WATCH, maxBytes: MAX_LIST_BYTES })
  const items = itemsIn(Listed.parse(await readAnswer(bytes, MAX_LIST_VALUES)))
  const mask = new ChunkMask(secretsOf({ baseUrl, apiKey }))
  const models = new Map<string, ListedModel>()
  const breathe = createBreath()
  for (const each of items) {
    const read = ListedModel.safeParse(withId(mask.whole(each)))
    // One that is none leaves the others; what is told of one twice is known of it together.
    if (read.success) models.set(read.data.id, { ...read.data, ...models.get(read.data.id) })
    const pause = breathe()
    if (pause) await pause
  }
  return [...models.values()]
}

const itemsIn = (listed: z.infer<typeof Listed>): unknown[] => {
  if (Array.isArray(listed)) return listed
  return 'models' in listed ? listed.models : listed.data
}

/** A model under the name that it has: some lists are of names alone. */
const withId = (item: unknown): unknown => {
  if (typeof item === 'string') return { id: item }
  if (!isObject(item)) return item
  const field = ID_FIELDS.find((name) => Id.safeParse(item[name]).success)
  return field === undefined ? item : { ...item, id: item[field] }
}
