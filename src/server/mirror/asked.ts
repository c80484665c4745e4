import { type WireOperationName, wireOperations } from '#contract/operations.ts'

/** Which operation a request asks for, and the ids in its path. */
export interface Asked {
  name: WireOperationName
  params: Readonly<Record<string, string>>
}

interface Row {
  name: WireOperationName
  method: string
  pattern: RegExp
}

// The table's keys are the operations' names. Fixed paths come before those with ids.
const rows: Row[] = (Object.keys(wireOperations) as WireOperationName[])
  .map((name) => {
    const { method, path } = wireOperations[name]
    return {
      name,
      method,
      pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    }
  })
  .toSorted((a, b) => idsIn(a) - idsIn(b))

function idsIn({ pattern }: Row): number {
  return pattern.source.split('(?<').length - 1
}

/** @param path below `/v1`, without its query */
export const askedBy = (method: string, path: string): Asked | undefined => {
  for (const { name, pattern, ...row } of rows) {
    const match = row.method === method ? pattern.exec(path) : null
    const params = match && decoded(match.groups ?? {})
    if (params) return { name, params }
  }
  return undefined
}

/** Ids as they are, not as a path writes them. */
const decoded = (params: Record<string, string>): Record<string, string> | undefined => {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    )
  } catch {
    return undefined
  }
}
