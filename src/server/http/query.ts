/**
 * A query string as an object: `include[]=a` is a list, `metadata[key]=value` a record, a name given
 * twice a list too. Values stay text. The objects have no prototype, so no name is special.
 */
export const parseQuery = (search: Iterable<[string, string]>): Record<string, unknown> => {
  const query: Record<string, unknown> = Object.create(null)
  for (const [name, value] of search) {
    const [, base = name, key] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? []
    if (key === undefined) add(query, base, value)
    else if (key === '' || /^\d+$/.test(key)) query[base] = [...listed(query[base]), value]
    else add(recordAt(query, base), key, value)
  }
  return query
}

const listed = (value: unknown): unknown[] => {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

const add = (record: Record<string, unknown>, name: string, value: string) => {
  record[name] = name in record ? [...listed(record[name]), value] : value
}

const recordAt = (query: Record<string, unknown>, name: string): Record<string, unknown> => {
  const held = query[name]
  // Only objects without a prototype are put there, by the line below.
  if (typeof held === 'object' && !Array.isArray(held)) return held as Record<string, unknown>
  const record: Record<string, unknown> = Object.create(null)
  query[name] = record
  return record
}
