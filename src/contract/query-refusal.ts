import type { QueryProblem } from './search-language.ts'

/** The code of a refusal that says what is wrong in the query of a search. */
export const INVALID_QUERY = 'invalid_query'

/** As much of what is wrong as is said again. */
const SAID = 40

/** The sentence in which a query is refused. A problem without a length is one of the whole query. */
export const queryRefusal = (query: string, { start, end, message }: QueryProblem): string => {
  const part = query.slice(start, Math.min(end, start + SAID))
  const where = part === '' ? '' : ` at character ${start + 1} (${part})`
  return `Invalid 'query'${where}: ${message}`
}

/** What such a sentence says of a query; a sentence of another form is told as it is. */
export const refusedProblem = (query: string, said: string): QueryProblem => {
  const [head = '', at] = /^Invalid 'query'(?:: | at character (\d+) \()/.exec(said) ?? []
  if (at === undefined) return { start: 0, end: 0, message: said.slice(head.length) }
  const start = Number(at) - 1
  const rest = said.slice(head.length)
  // The part may hold what stands behind it.
  for (let length = SAID; length > 0; length -= 1) {
    const part = query.slice(start, start + length)
    if (part.length < length || !rest.startsWith(`${part}): `)) continue
    // Of a longer one the rest of its word is not said.
    const more = length < SAID ? '' : (/^\S*/.exec(query.slice(start + length))?.[0] ?? '')
    const message = rest.slice(length + '): '.length)
    return { start, end: start + length + more.length, message }
  }
  return { start: 0, end: 0, message: said }
}
