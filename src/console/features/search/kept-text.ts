const KEY = 'clew.search-text'

/** What stood in the field. */
interface KeptText {
  text: string
  /** Whether the search that was asked is still being written: what follows goes on in its step in history. */
  isOpen: boolean
}

/** Keeps what stands in the field beside the query that was asked, in this tab, while its page is loaded again. */
export function keepText(query: string, { text, isOpen }: KeptText): void {
  try {
    if (text.trim() === query && !isOpen) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, JSON.stringify([query, text, isOpen]))
  } catch {
    // Storage is full or closed to us: then what was not asked ends with the page.
  }
}

/** What was written beside a query and not asked, or is still being written; undefined where nothing is. */
export function recallText(query: string): KeptText | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (!Array.isArray(kept) || typeof kept[1] !== 'string') return undefined
    const [asked, text, isOpen] = kept as [unknown, string, unknown] // the text was looked at
    // The address may have had what was written before it was known here.
    const isOfThis = asked === query || text.trim() === query
    return isOfThis ? { text, isOpen: isOpen === true } : undefined
  } catch {
    return undefined
  }
}
