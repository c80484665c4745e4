import * as z from 'zod/mini'

import { ApiError } from './api-error.ts'
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

/** A key that objects cannot hold like any other: whoever copies one loses it without a word. */
const PROTO = '__proto__'

/** A value inside another; where it stands is spelled out only for one that is refused. */
interface Place {
  value: unknown
  key?: PropertyKey
  parent?: Place
}

const pathOf = ({ key, parent }: Place): Path => {
  const path = parent ? pathOf(parent) : []
  if (key !== undefined) path.push(key)
  return path
}

/** @throws {ApiError} 400 where an object at any depth has such a key of its own */
const refuseProto = (root: unknown): void => {
  const open: Place[] = [{ value: root }]
  for (let place; (place = open.pop());) {
    const { value } = place
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value) && Object.hasOwn(value, PROTO)) {
      const text = pathText(pathOf(place))
      const where = text === '' ? '' : ` in '${text}'`
      const message = `Invalid property name${where}: '${PROTO}' cannot be used.`
      throw new ApiError(400, 'invalid_property_name', message, text || PROTO)
    }
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'object' || inner === null) continue
      open.push({ value: inner, key: Array.isArray(value) ? Number(key) : key, parent: place })
    }
  }
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
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const place = isObject ? [...path, 'type'] : path
  const values = issues
    .filter((issue) => issue.code === 'invalid_value')
    .filter((issue) => issue.path.length === place.length)
    .flatMap((issue) => issue.values)
  if (values.length > 0 && (isObject || typeof value === 'string')) {
    return { code: 'invalid_value', values, path: place, message: '' }
  }
  return { code: 'invalid_union', errors: [issues], path, message: '' }
}
