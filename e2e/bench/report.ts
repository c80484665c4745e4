import { type Figure, holds, lineOf, tableOf } from './figures.ts'

export interface Section {
  title: string
  measure: () => Promise<Figure[]>
}

/**
 * Measures and tells one section after the other. A mark that is missed is a failure, to whoever runs this
 * in a script: then the process ends with 1.
 * @param machine what it was measured on, told at the end
 * @returns the table of each section, by its title
 */
export const report = async (
  sections: Section[],
  machine: string,
): Promise<Map<string, string>> => {
  const written = new Map<string, string>()
  let missed = 0
  for (const { title, measure } of sections) {
    console.log(`\n${title}`)
    const figures = await measure()
    for (const figure of figures) console.log(lineOf(figure))
    missed += figures.filter((figure) => !holds(figure)).length
    written.set(title, tableOf(figures))
  }
  console.log(`\n${machine}${missed > 0 ? `\nmarks missed: ${missed}` : ''}`)
  if (missed > 0) process.exitCode = 1
  return written
}
