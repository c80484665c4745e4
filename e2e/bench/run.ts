// Measures the built server and console against the marks they have to keep.
//   npm run bench                              all
//   npm run bench -- server | streams | real | …  one (slow-reads, search-quality, console, hostile)
//   npm run bench -- --write                   and into docs/benchmarks.md
//   npm run bench -- --write --note 'what is to be known of that day, below the head of the page'
import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { ensureBuilt } from '#tooling/built.ts'

import { consoleFigures } from './console.ts'
import { type Figure, holds, lineOf, tableOf } from './figures.ts'
import { followerFigures } from './followers.ts'
import { hostileBodyFigures } from './hostile-bodies.ts'
import { hostileTextFigures } from './hostile-page.ts'
import { ROOT } from './processes.ts'
import { realFigures } from './real.ts'
import { searchQualityFigures } from './search-quality.ts'
import { serverFigures } from './server.ts'
import { slowReadFigures } from './slow-reads.ts'

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean' }, note: { type: 'string' } },
  allowPositionals: true,
})

if (!process.env['CLEW_BENCH_MAIN']) ensureBuilt()

/** Above about the half of its processors, a machine has other things to do than be measured. */
const [load = 0] = loadavg()
if (load > cpus().length / 2)
  console.log(`The machine is busy (load ${load.toFixed(1)}): expect worse figures.`)

const machine = () => {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GB, ${process.platform}, Node ${process.versions.node}, load before ${load.toFixed(1)}`
}

const sections: [string, string, () => Promise<Figure[]>][] = [
  ['server', 'Server', serverFigures],
  ['streams', '1,000 followers of 200 runs', followerFigures],
  ['slow-reads', 'Slow reads', slowReadFigures],
  ['real', 'Real threads', realFigures],
  ['search-quality', 'File search', searchQualityFigures],
  ['console', 'Console', consoleFigures],
  ['hostile', 'Hostile bodies', hostileBodyFigures],
  ['hostile', 'Hostile texts', hostileTextFigures],
]

const written: string[] = []
let missed = 0
for (const [name, title, measure] of sections) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.log(`\n${title}`)
  const figures = await measure()
  for (const figure of figures) console.log(lineOf(figure))
  missed += figures.filter((figure) => !holds(figure)).length
  written.push(`## ${title}\n\n${tableOf(figures)}\n`)
}
console.log(`\n${machine()}${missed > 0 ? `\n${missed} marks missed` : ''}`)

// A mark that is missed is a failure, to whoever runs this in a script.
if (missed > 0) process.exitCode = 1

if (values.write) {
  const day = new Date().toISOString().slice(0, 10)
  const head = `# Benchmarks\n\nWritten by \`npm run bench -- --write\` on ${day}.\n\n${machine()}\n\nEvery figure with a floor was taken in the same run as its floor; compare ratios across machines, not figures. Differences\nunder 1.5 × are noise.\n`
  const note = values.note === undefined ? [] : [`${values.note}\n`]
  await writeFile(join(ROOT, 'docs/benchmarks.md'), [head, ...note, ...written].join('\n'))
}
