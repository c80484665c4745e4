const fieldInPage = () => document.querySelector<HTMLInputElement>('[data-search-field]')

/** Whether there is a field for a query, seen or not. */
export const isSearchThere = (): boolean => fieldInPage() !== null

/** Puts the focus where a query is written, with the text chosen or a part of it; says whether it is seen. */
export const focusSearch = (part?: { start: number; end: number }): boolean => {
  const field = fieldInPage()
  // Where there is little room its column is there and not seen.
  if (!field || getComputedStyle(field).visibility !== 'visible') return false
  field.focus()
  field.setSelectionRange(part?.start ?? 0, part?.end ?? field.value.length)
  return true
}

/** Does so once its column is seen. */
export const focusSearchSoon = (frames = 30): void => {
  if (frames > 0 && isSearchThere() && !focusSearch())
    requestAnimationFrame(() => focusSearchSoon(frames - 1))
}
