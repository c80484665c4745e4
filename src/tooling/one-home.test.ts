import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

/** Facts that were once written twice, and how a second copy of each looks. */

const SRC = join(import.meta.dirname, '..')
const ENDS = ['completed', 'failed', 'cancelled', 'incomplete', 'expired']
const HOLDS = ['queued', 'in_progress', 'requires_action', 'cancelling']
const oneOf = (names: string[]) => `'(?:${names.join('|')})'`

interface Fact {
  what: string
  homes: string[]
  /** A second copy, in a file without its comments. */
  copy: RegExp
  /** Only files that speak of this. */
  about?: RegExp
  /** Copies that have to be found. */
  examples: string[]
}

const FACTS: Fact[] = [
  {
    what: 'how often streams beat, and with what',
    homes: ['contract/heartbeat.ts'],
    copy: /['"`](?:: ?ping|event: ping)|\b\w*(?:BEAT|SILENCE)\w*\s*=\s*[\d_]+\b/i,
    examples: [`enqueue(': ping\\n\\n')`, 'const HEARTBEAT = 15_000', 'const silenceMs = 30000'],
  },
  {
    what: 'how many pairs metadata has, and how long they are',
    homes: ['contract/limits.ts'],
    about: /metadata/i,
    copy: /\b(?:maxLength|maxSize|size|length)\b\s*(?:\(|[<>]=?)\s*(?:16|64|512)\s*[);\s]|(?:PAIR|KEY|VALUE)\w*\s*=\s*(?:16|64|512)\b/i,
    examples: [
      'const METADATA_KEY = 64',
      'isMetadata && key.length > 512 ',
      'metadata: z.record(z.string().check(z.maxLength(64)))',
      'Object.keys(metadata).length <= 16)',
    ],
  },
  {
    what: 'which states a run can be in, and what follows on which',
    homes: ['contract/run-status.ts', 'server/runs/transition.ts'],
    // A list with a state that only runs have.
    copy: new RegExp(
      `(?=[[(]\\s*${oneOf([...HOLDS, ...ENDS])}(?:\\s*,\\s*'\\w+')+\\s*,?\\s*[\\])])[[(][^\\])]*'(?:queued|requires_action)'`,
    ),
    examples: [
      `['queued', 'in_progress', 'cancelling']`,
      `status IN ('in_progress', 'requires_action')`,
      `new Set(['completed', 'queued'])`,
    ],
  },
  {
    what: 'whether a run is over',
    homes: ['contract/run-status.ts'],
    // All of the ends but one, or of the other states, in one condition or one list.
    copy: new RegExp(
      `(?:status\\s*[!=]==?\\s*${oneOf(HOLDS)}[^;{}]*){3}|(?:status\\s*[!=]==?\\s*${oneOf(ENDS)}[^;{}]*){4}`,
    ),
    examples: [
      `status === 'queued' || status === 'in_progress' || status === 'cancelling'`,
      `run.status === 'failed' || run.status === 'expired' ||\n run.status === 'cancelled' || run.status === 'completed'`,
    ],
  },
  {
    what: 'which events end a run',
    // The second is what an event changes, one by one.
    homes: ['contract/run-status.ts', 'contract/delta.ts'],
    copy: new RegExp(`(?:thread\\.run\\.(?:${ENDS.join('|')})\\b[^]*){2}`),
    examples: [`['thread.run.completed', 'thread.run.failed']`],
  },
  {
    what: 'when a run or a step ended',
    // The console, and the store, which takes the last of several that an import brings.
    homes: ['console/util/run-seconds.ts', 'server/store/engines/sqlite/run-row.ts'],
    copy: /\.completed_at\b[^;{}]{0,60}\.(?:failed|cancelled)_at\b/,
    examples: ['run.completed_at ?? run.failed_at ?? run.cancelled_at'],
  },
  {
    what: 'how the console writes a duration',
    // The second are marks of an axis, of one unit each.
    homes: ['console/util/time.ts', 'console/features/run/run-timing.ts'],
    about: /^console\//,
    copy: /\}(?:ms| (?:ms|s|min|h))(?=`|\s\$\{)/,
    examples: ['`${seconds} s`', '`${minutes} min ${rest} s`', '`${ms}ms`'],
  },
  {
    what: 'under what an answer of the API is cached',
    homes: ['console/api/query-key.ts'],
    about: /^console\//,
    copy: /\bqueryKey:\s*\[\s*['"`]|Quer(?:y|ies)(?:Data|State)\w*\(\s*\[\s*['"`]/,
    examples: [
      `useQuery({ queryKey: ['threads', id] })`,
      `client.setQueryData(['threads', id], thread)`,
      `client.invalidateQueries({ queryKey: [\n'threads', 'list'] })`,
    ],
  },
]

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(?:contract|server|console)\/.*\.tsx?$/.test(path))
  .filter((path) => !/\.(?:test|suite)\.tsx?$|\/suite\//.test(path))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8')
    return { path, code: text.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gm, '') }
  })

test.each(FACTS)('one home knows $what', ({ homes, copy, about, examples }) => {
  expect(examples.filter((example) => !copy.test(example))).toEqual([])
  expect(sources.length).toBeGreaterThan(1000)
  const found = sources.filter(
    ({ path, code }) => (!about || about.test(path) || about.test(code)) && copy.test(code),
  )
  expect(found.map(({ path }) => path).filter((path) => !homes.includes(path))).toEqual([])
  // A home that is no more is not passed over for ever.
  const paths = sources.map(({ path }) => path)
  expect(homes.filter((home) => !paths.includes(home))).toEqual([])
})
