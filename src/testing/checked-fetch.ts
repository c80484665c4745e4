import type { OperationName } from '#contract/endpoints.ts'

import { operationOf, readAlong } from './strict.ts'

/**
 * A fetch that reads along: every answer has to be to the letter of the published description and of
 * our own, every stream to the strictest client's rules. What it answers outlives no test: `findings`
 * tells what was wrong since it was last asked.
 */
export const newCheckedFetch = (baseUrl: string) => {
  const found: string[] = []
  const seen = new Set<OperationName>()
  const base = new URL(baseUrl).pathname.length

  const tap: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const path = new URL(input instanceof Request ? input.url : input).pathname.slice(base)
    const method = (init?.method ?? 'GET').toUpperCase()
    const name = operationOf(method, path)
    if (response.ok && name) seen.add(name)
    return readAlong({ method, path, response }, (finding) => found.push(finding))
  }
  return { fetch: tap, findings: () => found.splice(0), seen }
}
