import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const TO_WRITE = process.env['CLEW_WRITE_DOCS'] === 'on'

/**
 * A page says what it should, or the part of it between `<!-- mark -->` and `<!-- /mark -->` does.
 * `npm run docs` writes it instead.
 */
export const expectWritten = (path: string, text: string, mark?: string): void => {
  const file = join(ROOT, path)
  const [start, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`]
  const now = TO_WRITE && mark === undefined ? text : readFileSync(file, 'utf8')
  const from = mark === undefined ? 0 : now.indexOf(start) + start.length
  const to = mark === undefined ? now.length : now.indexOf(end)
  if (to < from) throw new Error(`${path} has no place for ${mark}`)
  if (TO_WRITE) return writeFileSync(file, now.slice(0, from) + text + now.slice(to))
  expect(now.slice(from, to), `${path} is stale: npm run docs`).toBe(text)
}
