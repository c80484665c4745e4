import { expect, test } from 'vitest'

import type { Act, Operation } from './operation.ts'
import { operations } from './operations.ts'
import type { Right } from './rights.ts'

/** They tell of no thread, file or assistant. */
const TELLS_NOTHING = /^\/(models|session|changes|samples|prices)\b|^\/mirror$/
/** The models' own: a run, or an answer without one. */
const RUNS = /(\/runs|\/submit_tool_outputs|\/runs\/\{run_id\}\/cancel|\/completions|\/embeddings)$/

/** What holds for all of the server. */
const SETTINGS = /^\/prices$/
/** One thing, and no list, though there is only one of its kind. */
const ONE = /^\/overview$/

/** What an operation does, by its method and what its path ends in. */
const actOf = ({ method, path }: Operation): Act => {
  const last = path.split('/').at(-1) ?? ''
  const isOne = last.startsWith('{')
  if (method === 'DELETE') return 'delete'
  if (method === 'GET') {
    if (TELLS_NOTHING.test(path)) return 'nothing'
    if (last === 'content') return 'download'
    if (last === 'search') return last
    return isOne || last === 'events' || ONE.test(path) ? 'read' : 'list'
  }
  if (last === 'search' || last === 'cancel') return last
  // What is brought anew is read, and nothing is written there.
  if (last === 'refresh') return 'read'
  // A label stays as one that is another now.
  if (last === 'merge') return 'change'
  if (RUNS.test(path)) return 'run'
  if (SETTINGS.test(path)) return 'change'
  return isOne || last === 'parts' || last === 'complete' ? 'change' : 'create'
}

const READS: readonly Act[] = ['search', 'read']

/** Of what people say about threads, which stands beside these. */
const REVIEWS = /^\/(people|labels|reviews)\b/

const rightOf = (operation: Operation): Right => {
  if (operation.path.endsWith('/merge')) return 'delete'
  if (operation.method !== 'GET' && REVIEWS.test(operation.path)) return 'review'
  if (operation.method === 'DELETE') return 'delete'
  if (operation.method === 'GET' || READS.includes(actOf(operation))) return 'read'
  if (SETTINGS.test(operation.path)) return 'settings'
  return RUNS.test(operation.path) ? 'run' : 'write'
}

test.each(Object.entries<Operation>(operations))(
  'what the access log says of %s, and the right to it, are what it does',
  (_, operation) => {
    expect(operation).toMatchObject({ records: actOf(operation), right: rightOf(operation) })
  },
)
