/** How answers link to a file that code has made: `sandbox:/mnt/data/report.csv`, fit for markdown. */
export const linkTo = (path: string): string =>
  `sandbox:${encodeURI(path.toWellFormed()).replaceAll('(', '%28').replaceAll(')', '%29')}`

/** The files that an answer may link to. */
export interface Links {
  /** File ids by what links to them, as models write it. */
  readonly files: ReadonlyMap<string, string>
  /** A link at the beginning of a text, and nothing that it is only the beginning of. */
  readonly pattern: RegExp
}

/** @param paths file ids by absolute paths; undefined when there are none */
export const linksTo = (paths: ReadonlyMap<string, string>): Links | undefined => {
  const files = new Map<string, string>()
  for (const [path, id] of paths) {
    // Models write names as they are, too.
    for (const written of [path, encodeURI(path.toWellFormed())])
      files.set(`sandbox:${written}`, id)
    files.set(linkTo(path), id)
  }
  if (files.size === 0) return undefined
  const longestFirst = [...files.keys()].toSorted((a, b) => b.length - a.length)
  const one = longestFirst.map((link) => RegExp.escape(link)).join('|')
  // A longer name is another file's; a dot at the end is a sentence's.
  return { files, pattern: new RegExp(`^(?:${one})(?![\\p{L}\\p{N}_/-]|\\.[\\p{L}\\p{N}])`, 'u') }
}

/**
 * The link at the beginning of a text. Until its end is known, what follows may make it another one.
 * @returns `more to come` when only further text can tell
 */
export const findLink = (
  { files, pattern }: Links,
  text: string,
  isEnd: boolean,
): { value: string; file_id: string } | 'more to come' | undefined => {
  const isBegun = [...files.keys()].some((link) => link.startsWith(text) || `${link}.` === text)
  if (isBegun && !isEnd) return 'more to come'
  const [value = ''] = pattern.exec(text) ?? []
  const file_id = files.get(value)
  return file_id === undefined ? undefined : { value, file_id }
}
