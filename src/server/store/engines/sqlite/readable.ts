import { isObject } from '#contract/json-object.ts'
import { ApiError } from '#server/refusals/api-error.ts'
import { StoreDamaged } from '#server/refusals/failures.ts'

/**
 * What a row stands for. Only we write rows: where one cannot be read, the file was damaged or another
 * hand wrote to it.
 * @param noun of the object, which the refusal names by its id
 * @throws {StoreDamaged}
 */
export const readable = <T>(noun: string, id: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof ApiError) throw error
    throw new StoreDamaged(error, `${noun} '${id}'`)
  }
}

/** A value that has to be an object of JSON: the fields of any other would all be as usual. */
export const asObject = (value: unknown): object => {
  if (isObject(value)) return value
  throw new TypeError('a row holds no object')
}

/**
 * The rows that can be read, for work that goes on beside one that cannot.
 * @param onDamaged is told of each that cannot; without it the first one is thrown
 */
export const onlyReadable = <Row, T>(
  rows: readonly Row[],
  to: (row: Row) => T,
  onDamaged?: (error: StoreDamaged, row: Row) => void,
): T[] =>
  rows.flatMap((row) => {
    try {
      return [to(row)]
    } catch (error) {
      if (!onDamaged || !(error instanceof StoreDamaged)) throw error
      onDamaged(error, row)
      return []
    }
  })
