import type { JsonObject } from '#contract/json-object.ts'

import { ModelError } from './model.ts'
import { fieldsOf } from './told-frame.ts'

/** The most numbers of one vector; the largest models have a quarter of it. */
const MAX_DIMENSIONS = 16_384

/** An endpoint answered, but with no vectors for the texts: asking again would not mend it. */
export class UnusableVectors extends ModelError {
  constructor(message: string) {
    super('server_error', `The embedding model's answer cannot be used: ${message}.`)
  }
}

/**
 * One vector of length 1 for each text, in their order.
 * @param answer what an endpoint sent, of any shape
 * @throws {UnusableVectors}
 */
export const vectorsIn = (answer: unknown, count: number): Float32Array[] => {
  const { data } = fieldsOf(answer)
  if (!Array.isArray(data)) throw new UnusableVectors('it holds no vectors')
  if (data.length !== count) {
    throw new UnusableVectors(`it holds ${data.length} vectors for ${count} texts`)
  }
  const vectors = inOrder(data.map(fieldsOf)).map(({ embedding }) => toUnit(embedding))
  const length = vectors[0]?.length
  if (vectors.some((vector) => vector.length !== length)) {
    throw new UnusableVectors('its vectors are of different lengths')
  }
  return vectors
}

/** By the numbers that the items have, if they have any. */
const inOrder = (items: JsonObject[]): JsonObject[] => {
  if (items.every(({ index }) => index === undefined || index === null)) return items
  const byIndex = new Map(items.map((item) => [item['index'], item]))
  return items.map((_, at) => {
    const item = byIndex.get(at)
    if (!item) throw new UnusableVectors('it does not say which vector is of which text')
    return item
  })
}

const toUnit = (value: unknown): Float32Array => {
  if (!Array.isArray(value)) throw new UnusableVectors('a vector is no list of numbers')
  if (value.length === 0 || value.length > MAX_DIMENSIONS) {
    throw new UnusableVectors(
      `a vector has ${value.length} numbers, and 1 to ${MAX_DIMENSIONS} are taken`,
    )
  }
  let squares = 0
  for (const number of value as unknown[]) {
    if (typeof number !== 'number') throw new UnusableVectors('a vector is no list of numbers')
    squares += number * number
  }
  const length = Math.sqrt(squares)
  if (!Number.isFinite(length)) throw new UnusableVectors('a vector has numbers that are too large')
  return Float32Array.from(value as number[], (number) => number / (length || 1)) // each was looked at
}
