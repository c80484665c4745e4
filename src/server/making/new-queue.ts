import { randomInt } from 'node:crypto'

import type { CreateQueueRequest, Criterion, CriterionRequest } from '#contract/queue.ts'
import { UTC } from '#contract/zone-days.ts'

import {
  choicesMissing,
  choicesUnasked,
  readerAlone,
  sameChoiceTwice,
  sameKeyTwice,
} from '../refusals/queues.ts'
import type { NewQueue } from '../store/queues.ts'

/** Seeds that are made up are short enough to be told. */
const SEEDS = 1_000_000

/** The queue that a request asks for. @throws {ApiError} */
export const newQueue = (
  request: CreateQueueRequest,
  made: Pick<NewQueue, 'id' | 'created_at' | 'person_id'>,
): NewQueue => {
  const { name, query, time_zone, metadata, sample, second_reading } = request
  const people = [...new Set(request.people ?? [])]
  if (people.length === 1 && (second_reading ?? 0) > 0) throw readerAlone()
  return {
    ...made,
    object: 'queue',
    name,
    query: query?.trim() ? query : null,
    time_zone: time_zone ?? UTC,
    metadata: metadata ?? {},
    sample: sample
      ? {
          size: sample.size,
          seed: sample.seed ?? String(randomInt(SEEDS)),
          by: sample.by ?? null,
        }
      : null,
    criteria: newRubric(request.criteria ?? []),
    people,
    second_reading: second_reading ?? 0,
  }
}

const newRubric = (requests: readonly CriterionRequest[]): Criterion[] => {
  const keys = new Set<string>()
  return requests.map(({ key, name, type, choices, required }) => {
    if (keys.has(key)) throw sameKeyTwice(key)
    keys.add(key)
    if (type === 'choice' && !choices) throw choicesMissing(key)
    if (type !== 'choice' && choices) throw choicesUnasked(key)
    if (choices && new Set(choices).size < choices.length) throw sameChoiceTwice(key)
    return { key, name, type, ...(choices && { choices }), required: required ?? false }
  })
}
