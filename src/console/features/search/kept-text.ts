const KEY = 'clew.search-text'
/** Of how many queries it is known what was written beside them. */
const MOST_KEPT = 20

/** What stood in the field. */
interface KeptText {
  text: string
  /** Whether the search that was asked is still being written: what follows goes on in its step in history. */
  isOpen: boolean
}

/** The query that was asked, and what stood in the field. */
type Kept = readonly [asked: string, text: string, isOpen: boolean]

const isKept = (each: unknown): each is Kept =>
  Array.isArray(each) && typeof each[0] === 'string' && typeof each[1] === 'string'

/** The latest first. */
const readAll = (): Kept[] => {
  try {
    const all: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return Array.isArray(all) ? all.filter(isKept) : []
  } catch {
    return []
  }
}

/** Puts what is to be known of a query in front. */
const write = (query: string, kept: readonly Kept[]): void => {
  const before = readAll()
  const others = before.filter(([asked]) => asked !== query)
  const all = [...kept, ...others].slice(0, MOST_KEPT)
  if (all.length === 0 && before.length === 0) return
  try {
    if (all.length === 0) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, JSON.stringify(all))
  } catch {
    // Storage is full or closed to us: then what was not asked ends with the page.
  }
}

/**
 * Keeps what stands in the field beside the query that was asked, in this tab: for when its page is loaded again,
 * and for Forward after Back.
 */
export const keepText = (query: string, { text, isOpen }: KeptText): void =>
  write(query, text.trim() === query && !isOpen ? [] : [[query, text, isOpen]])

/** What was written beside a query is written beside another one by now. */
export const forgetText = (query: string): void => write(query, [])

/** What was written beside a query and not asked, or is still being written; undefined where nothing is. */
export const recallText = (query: string): KeptText | undefined => {
  // The address may have had what was written before it was known here.
  const found = readAll().find(([asked, text]) => asked === query || text.trim() === query)
  return found && { text: found[1], isOpen: found[2] }
}
