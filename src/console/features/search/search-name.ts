/** A name that is proposed is read at a glance. */
const SHORT = 40

/** A short name for a search: the query, for without what narrows it two of them would be called the same. */
export const nameOf = (query: string): string => {
  const text = query.trim().replaceAll(/\s+/g, ' ')
  if (text.length <= SHORT) return text
  const cut = text.slice(0, SHORT - 1)
  const space = cut.lastIndexOf(' ')
  const short = space > SHORT / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '')
  return `${short}…`
}

/** Whether two names are read as one. */
export const isSameName = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase()
