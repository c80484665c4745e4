/** A name with a key in brackets, such as `metadata[key]`; a list's is empty or a number. */
const IS_PAIR = /\[(?!\d+\])[^\]]+\]$/

/**
 * The parameters that a query gives. Generated clients send `after=` where they have none; a pair of
 * metadata may be empty.
 */
export const givenIn = ({ url }: Request): [string, string][] => {
  const start = url.indexOf('?')
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start))
  return [...search].filter(([name, value]) => value !== '' || IS_PAIR.test(name))
}

/**
 * A query string as an object: `include[]=a` is a list, `metadata[key]=value` a record, a name given
 * twice a list too. Values stay text. The objects have no prototype, so no name is special. What has
 * other brackets, such as `metadata[a][b]`, is a record in a record, which no parameter takes.
 */
export const parseQuery = (search: Iterable<[string, string]>): Record<string, unknown> => {
  const query: Record<string, unknown> = Object.create(null)
  for (const [name, value] of search) {
    const [, base = name, key, rest] = /^([^[]+)\[([^[\]]*)\]?(.*)$/s.exec(name) ?? []
    if (key === undefined) add(query, base, value)
    else if (rest !== '' || !name.endsWith(']'))
      add(recordAt(query, base), key, { [rest ?? '']: value })
    else if (key === '' || /^\d+$/.test(key)) query[base] = [...listed(query[base]), value]
    else add(recordAt(query, base), key, value)
  }
  return query
}

const listed = (value: unknown): unknown[] => {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

const add = (record: Record<string, unknown>, name: string, value: unknown) => {
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
