import type { HitOrder } from '#console/api/search.ts'
import { countText, numberText } from '#console/util/number.ts'
import type { SearchHit, SearchResult } from '#contract/search.ts'

export const orders: readonly { value: HitOrder; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'relevance', label: 'Best match first' },
]

const fields: ReadonlyMap<string, string> = new Map(
  Object.entries({
    title: 'Title',
    metadata: 'Metadata',
    file_name: 'File name',
    tool: 'Tool call',
    note: 'Note',
  }),
)
const roles: ReadonlyMap<string, string> = new Map([
  ['user', 'User'],
  ['assistant', 'Assistant'],
])

/** Where a match stands: who said it, or what else it is. */
export const whereText = ({ field, role }: SearchHit): string => {
  const who = role === null ? undefined : (roles.get(role) ?? role)
  if (field === 'text') return who ?? 'Message'
  const what = fields.get(field) ?? field
  return field === 'tool' || who === undefined ? what : `${what} · ${who}`
}

/**
 * `86 matches in 12 threads`, `10,000+ matches`.
 * @param shown how many were read, which may be more than are counted
 * @param isWhole whether those are all
 */
export const matchesText = (
  { total, more, threads }: Pick<SearchResult, 'total' | 'more' | 'threads'>,
  shown = 0,
  isWhole = false,
): string => {
  if (more && isWhole) return countText(shown, 'match', 'matches')
  if (more) return `${numberText(Math.max(total, shown))}+ matches`
  const matches = countText(total, 'match', 'matches')
  return threads === undefined || total < 2
    ? matches
    : `${matches} in ${countText(threads, 'thread')}`
}

/** A text cut where marks begin and end. */
export interface Piece {
  text: string
  isMarked: boolean
}

/** The pieces of a snippet, in order: whatever its marks are, all of its text and nothing else. */
export const piecesOf = ({ text, marks }: SearchHit['snippet']): Piece[] => {
  const pieces: Piece[] = []
  const add = (from: number, to: number, isMarked: boolean) => {
    if (to > from) pieces.push({ text: text.slice(from, to), isMarked })
  }
  let at = 0
  for (const [start, end] of marks) {
    const from = Math.max(at, start)
    const to = Math.min(text.length, end)
    if (to <= from) continue
    add(at, from, false)
    add(from, to, true)
    at = to
  }
  add(at, text.length, false)
  return pieces
}
