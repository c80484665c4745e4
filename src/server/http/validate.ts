import * as z from 'zod/mini'

import { isObject } from '#contract/json-object.ts'

import { PROTO_KEY, findProtoKey } from '../proto-key.ts'
import { ApiError } from '../refusals/api-error.ts'
import { endAtFirstIssue } from './first-issue.ts'
import { refusalOf } from './issue-refusal.ts'
import { pathText } from './issue-text.ts'

type Issue = z.core.$ZodIssue
type Path = PropertyKey[]

/**
 * A request's query or body, parsed.
 * @throws {ApiError} 400 with the hosted service's text for the first thing wrong; unknown parameters
 * come before all else.
 */
export const validate = <Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> => {
  refuseProto(value)
  const result = z.safeParse(endAtFirstIssue(schema), value)
  if (result.success) return result.data
  const issues = result.error.issues.flatMap((issue) => settle(issue, value))
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  throw issue
    ? refusalOf(issue, valueAt(value, issue.path))
    : new ApiError(400, null, 'Invalid request.')
}

/** @throws {ApiError} 400 where an object at any depth has the key `__proto__` */
const refuseProto = (root: unknown): void => {
  const path = findProtoKey(root)
  if (!path) return
  const place = pathText(path)
  const where = place === '' ? '' : ` in '${place}'`
  const message = `Invalid property name${where}: '${PROTO_KEY}' cannot be used.`
  throw new ApiError(400, 'invalid_property_name', message, place || PROTO_KEY)
}

const valueAt = (root: unknown, path: Path): unknown => {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key] // an object, by the line above
  }
  return value
}

/** The issues of the one branch of a union that was meant; other issues stay as they are. */
const settle = (issue: Issue, root: unknown): Issue[] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const branches = issue.errors.map((branch) =>
    branch
      .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
      .flatMap((inner) => settle(inner, root)),
  )
  const depth = issue.path.length
  const meant = branches.find((branch) => !branch.some((inner) => isOtherBranch(inner, depth)))
  return meant ?? [noBranch(issue.path, branches.flat(), valueAt(root, issue.path))]
}

/** Whether an issue says that the value is of another branch: another kind, or another `type`. */
const isOtherBranch = (issue: Issue, depth: number): boolean => {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return false
  if (issue.path.length === depth) return true
  return (
    issue.code === 'invalid_value' &&
    issue.path.length === depth + 1 &&
    issue.path.at(-1) === 'type'
  )
}

const noBranch = (path: Path, issues: Issue[], value: unknown): Issue => {
  const place = isObject(value) ? [...path, 'type'] : path
  const values = issues
    .filter((issue) => issue.code === 'invalid_value')
    .filter((issue) => issue.path.length === place.length)
    .flatMap((issue) => issue.values)
  if (values.length > 0 && (isObject(value) || typeof value === 'string')) {
    return { code: 'invalid_value', values, path: place, message: '' }
  }
  return { code: 'invalid_union', errors: [issues], path, message: '' }
}
