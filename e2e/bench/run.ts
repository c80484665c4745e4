// Measures the built server and console against the marks they have to keep.
//   npm run bench                              all
//   npm run bench -- server | streams | real | …  one (upstream, slow-reads, search, overview, queues, search-ranking, search-quality, console, hostile)
//   npm run bench -- --write                   and into docs/benchmarks.md, where sections not measured stay as they are
//   npm run bench -- --write --note 'what is to be known of that day, below the head of the page'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { ensureBuilt } from '#tooling/built.ts'

import { consoleFigures } from './console.ts'
import type { Figure } from './figures.ts'
import { followerFigures } from './followers.ts'
import { hostileBodyFigures } from './hostile-bodies.ts'
import { hostileTextFigures } from './hostile-page.ts'
import { overviewFigures } from './overview.ts'
import { pageWith } from './page.ts'
import { ROOT } from './processes.ts'
import { queueFigures } from './queues.ts'
import { realFigures } from './real.ts'
import { report } from './report.ts'
import { searchQualityFigures } from './search-quality.ts'
import { searchRankingFigures } from './search-ranking.ts'
import { searchFigures } from './search.ts'
import { serverFigures } from './server.ts'
import { slowReadFigures } from './slow-reads.ts'
import { upstreamFigures } from './upstream.ts'

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
  ['upstream', 'In front of another server', upstreamFigures],
  ['slow-reads', 'Slow reads', slowReadFigures],
  ['real', 'Real threads', realFigures],
  ['search', 'Search', searchFigures],
  ['overview', 'Overview', overviewFigures],
  ['queues', 'Queues', queueFigures],
  ['search-ranking', 'Ranking of threads', searchRankingFigures],
  ['search-quality', 'File search', searchQualityFigures],
  ['console', 'Console', consoleFigures],
  ['hostile', 'Hostile bodies', hostileBodyFigures],
  ['hostile', 'Hostile texts', hostileTextFigures],
]

const wanted = sections.filter(([name]) => positionals.length === 0 || positionals.includes(name))
const written = await report(
  wanted.map(([, title, measure]) => ({ title, measure })),
  machine(),
)

if (values.write) {
  const path = join(ROOT, 'docs/benchmarks.md')
  const day = new Date().toISOString().slice(0, 10)
  const titles = sections.map(([, title]) => title)
  const measured = { day, machine: machine(), note: values.note, sections: written }
  await writeFile(path, pageWith(await readFile(path, 'utf8'), titles, measured))
}
