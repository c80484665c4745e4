import { ApiError } from './api-error.ts'

/** Refusals of one parameter, in the hosted service's words: clients match on them. */
const refused = (code: string, message: string, param: string | null) =>
  new ApiError(400, code, message, param)

export const missingParameter = (param: string) =>
  refused('missing_required_parameter', `Missing required parameter: '${param}'.`, param)
export const unknownParameter = (param: string) =>
  refused('unknown_parameter', `Unknown parameter: '${param}'.`, param)
export const mutuallyExclusive = (one: string, other: string) =>
  refused(
    'mutually_exclusive_parameters',
    `Mutually exclusive parameters: '${one}', '${other}'.`,
    other,
  )

/** `param` is empty where a body as a whole is of another type. */
export const wrongType = (param: string, expected: string, got: string) => {
  const place = param === '' ? '' : ` for '${param}'`
  const message = `Invalid type${place}: expected ${expected}, but got ${got} instead.`
  return refused('invalid_type', message, param || null)
}

/** What has a length. */
type Sized = 'string' | 'array'
const withArticle = (noun: Sized) => (noun === 'array' ? 'an array' : 'a string')

export const tooLong = (param: string, noun: Sized, maximum: number, length: number) => {
  const an = withArticle(noun)
  return refused(
    `${noun}_above_max_length`,
    `Invalid '${param}': ${noun} too long. Expected ${an} with maximum length ${maximum}, but got ${an} with length ${length} instead.`,
    param,
  )
}
export const emptyParameter = (param: string, noun: Sized, minimum = 1) =>
  refused(
    `empty_${noun}`,
    `Invalid '${param}': empty ${noun}. Expected ${withArticle(noun)} with minimum length ${minimum}, but got an empty ${noun} instead.`,
    param,
  )

/** A number, as the wire calls it. */
type Numeral = 'integer' | 'decimal'

export const aboveMaximum = (param: string, noun: Numeral, maximum: number, got: unknown) =>
  refused(
    `${noun}_above_max_value`,
    `Invalid '${param}': ${noun} above maximum value. Expected a value <= ${maximum}, but got ${String(got)} instead.`,
    param,
  )
export const belowMinimum = (param: string, noun: Numeral, minimum: number, got: unknown) =>
  refused(
    `${noun}_below_min_value`,
    `Invalid '${param}': ${noun} below minimum value. Expected a value >= ${minimum}, but got ${String(got)} instead.`,
    param,
  )
