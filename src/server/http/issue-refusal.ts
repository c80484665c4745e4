import type * as z from 'zod/mini'

import { charactersIn } from '#contract/characters.ts'
import type { Refused } from '#contract/tool.ts'

import { ApiError, clip } from '../refusals/api-error.ts'
import {
  aboveMaximum,
  belowMinimum,
  emptyParameter,
  missingParameter,
  tooLong,
  unknownParameter,
  wrongType,
} from '../refusals/parameters.ts'
import { expectedKind, kindOf, pathText, quotedList } from './issue-text.ts'

type Issue = z.core.$ZodIssue

/** Zod does not say which bounds are of whole numbers; these parameters alone are not. */
const DECIMALS = /(^|\.)(temperature|top_p|score_threshold)$/
/** Nor of what a list that may stand in a text's place is made; of objects, but for this one. */
const TEXTS = /(^|\.)(query|input)$/
const numberWord = (param: string) => (DECIMALS.test(param) ? 'decimal' : 'integer')

const invalid = (message: string, code: string, param: string | null = null) =>
  new ApiError(400, code, message, param)

/** One issue in the service's words. `value` is what stands at its path. */
export const refusalOf = (issue: Issue, value: unknown): ApiError => {
  const param = pathText(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const key = pathText([...issue.path, issue.keys[0] ?? ''])
    return unknownParameter(key)
  }
  if (value === undefined && param !== '') return missingParameter(param)
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(param, expectedOf(param, issue.expected), kindOf(value))
    case 'invalid_value':
      return wrongValue(param, issue.values, value)
    case 'invalid_union':
      // A discriminated union names the values of its `type`; a plain one, the kinds it takes.
      if (issue.discriminator) return wrongValue(param, optionsOf(issue), value)
      return wrongType(param, kindsOf(param, issue.errors.flat()), kindOf(value))
    case 'too_big':
      return tooBig(param, issue, value)
    case 'too_small':
      return tooSmall(param, issue, value)
    case 'invalid_key':
      return longName(issue)
    case 'invalid_format':
      return wrongFormat(param, issue.pattern)
    case 'custom':
      if (isRefused(issue.params?.['refused'])) {
        return invalid(issue.params['refused'].message, issue.params['refused'].code, param)
      }
      if (typeof issue.params?.['expected'] === 'string') {
        return wrongKind(param, issue.params['expected'])
      }
      if (isTotal(issue.params?.['total'])) return tooLongInAll(param, issue.params['total'])
      return tooManyProperties(param, Number(issue.params?.['maximum']), value)
    default:
      return invalid(`Invalid '${param}'.`, 'invalid_value', param)
  }
}

/** What the contract refuses in words of its own. */
const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value

/** The characters of something that has parts, and how many it may have in all. */
interface Total {
  maximum: number
  characters: number
}
const isTotal = (value: unknown): value is Total =>
  typeof value === 'object' && value !== null && 'maximum' in value && 'characters' in value

const expectedOf = (param: string, expected: string): string =>
  expected === 'number'
    ? `${DECIMALS.test(param) ? 'a' : 'an'} ${numberWord(param)}`
    : expectedKind(expected)

const optionsOf = (issue: object): unknown[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options : []

const kindsOf = (param: string, issues: Issue[]): string => {
  const array = `array of ${TEXTS.test(param) ? 'strings' : 'objects'}`
  const kinds = issues.map((issue) => {
    if (issue.code !== 'invalid_type') return 'a string'
    return issue.expected === 'array' ? array : expectedKind(issue.expected)
  })
  const [first, ...rest] = [...new Set(kinds)]
  return rest.length === 0 ? (first ?? '') : `one of ${first} or ${rest.join(' or ')}`
}

const wrongValue = (param: string, values: readonly unknown[], value: unknown) => {
  if (typeof value !== 'string') return wrongType(param, 'a string', kindOf(value))
  const supported = `Supported values are: ${quotedList(values)}.`
  return invalid(`Invalid value: '${clip(value)}'. ${supported}`, 'invalid_value', param)
}

/** Texts are measured in characters, as their limits are: not in UTF-16 units. */
const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return charactersIn(value)
  return Array.isArray(value) ? value.length : 0
}

const isSized = (origin: string): origin is 'string' | 'array' =>
  origin === 'string' || origin === 'array'

const tooBig = (param: string, { origin, maximum }: z.core.$ZodIssueTooBig, value: unknown) =>
  isSized(origin)
    ? tooLong(param, origin, Number(maximum), sizeOf(value))
    : aboveMaximum(param, numberWord(param), Number(maximum), value)

const tooSmall = (param: string, { origin, minimum }: z.core.$ZodIssueTooSmall, value: unknown) =>
  isSized(origin)
    ? emptyParameter(param, origin, Number(minimum))
    : belowMinimum(param, numberWord(param), Number(minimum), value)

const longName = ({ path, issues }: z.core.$ZodIssueInvalidKey) => {
  const param = pathText(path.slice(0, -1))
  const name = String(path.at(-1))
  const [inner] = issues
  const maximum = inner?.code === 'too_big' ? Number(inner.maximum) : 0
  return invalid(
    `Invalid property name in '${param}': '${clip(name)}' is too long. Expected a string with maximum length ${maximum}, but got a string with length ${sizeOf(name)} instead.`,
    'property_name_above_max_length',
    param,
  )
}

const wrongFormat = (param: string, pattern: string | undefined) =>
  invalid(
    `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${pattern?.replaceAll(/^\/|\/$/g, '') ?? ''}'.`,
    'invalid_value',
    param,
  )

const wrongKind = (param: string, expected: string) =>
  invalid(
    `Invalid '${param}'. Expected ${expected}, but got a value with an invalid format.`,
    'invalid_value',
    param,
  )

const tooLongInAll = (param: string, { maximum, characters }: Total) =>
  invalid(
    `Invalid '${param}': array too long. Expected texts with at most ${maximum} characters in all, but got texts with ${characters} characters instead.`,
    'array_above_max_length',
    param,
  )

const tooManyProperties = (param: string, maximum: number, value: unknown) => {
  const count = typeof value === 'object' && value !== null ? Object.keys(value).length : 0
  return invalid(
    `Invalid '${param}': too many properties. Expected an object with at most ${maximum} properties, but got an object with ${count} properties instead.`,
    'object_above_max_properties',
    param,
  )
}
