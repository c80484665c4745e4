const KEY = 'clew.search-text'

/** Keeps what stands in the field beside the query that was asked, in this tab, while its page is loaded again. */
export function keepText(query: string, text: string): void {
  try {
    if (text.trim() === query) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, JSON.stringify([query, text]))
  } catch {
    // Storage is full or closed to us: then what was not asked ends with the page.
  }
}

/** What was written beside a query and not asked; undefined where nothing was. */
export function recallText(query: string): string | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (!Array.isArray(kept) || kept[0] !== query) return undefined
    return typeof kept[1] === 'string' ? kept[1] : undefined
  } catch {
    return undefined
  }
}
