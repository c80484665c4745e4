const HEAD = `# Benchmarks

Written by \`npm run bench -- --write\`. Every figure with a floor was taken in the same run as its floor; compare ratios across machines,
not figures. Differences under 1.5 × are noise.
`

interface Measured {
  /** As `2026-11-30`. */
  day: string
  machine: string
  /** What is to be known of that day, told once. */
  note?: string | undefined
  /** Tables by the titles of their sections. */
  sections: ReadonlyMap<string, string>
}

/**
 * The page of measurements with those just taken; sections that were not measured stay as they are.
 * @param titles all sections, in their order; others go
 */
export const pageWith = (
  page: string,
  titles: readonly string[],
  { day, machine, note, sections }: Measured,
): string => {
  const [, ...before] = page.split(/^## /m)
  const kept = new Map(before.map((section) => [section.slice(0, section.indexOf('\n')), section]))
  const first = titles.find((title) => sections.has(title))
  const parts = titles.flatMap((title) => {
    const table = sections.get(title)
    if (table !== undefined) {
      const told = [`Taken on ${day}: ${machine}.`, title === first ? note : undefined]
      return [`## ${title}\n\n${told.filter(Boolean).join('\n')}\n\n${table}\n`]
    }
    const old = kept.get(title)
    return old === undefined ? [] : [`## ${old.trimEnd()}\n`]
  })
  return [HEAD, ...parts].join('\n')
}
