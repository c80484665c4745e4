import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '../../docs/decisions')
const FORM =
  /^# (\d+)\. .+\n\n\d{4}-\d\d-\d\d\n\n\*\*Context\.\*\* [^]+\n\*\*Decision\.\*\*[^]+\n\*\*Consequences\.\*\*/

test('decisions are numbered without gaps, dated, and of one form', () => {
  const files = readdirSync(FOLDER).toSorted()
  const told = files.map((name) => [
    Number(name.slice(0, 4)),
    Number(FORM.exec(readFileSync(join(FOLDER, name), 'utf8'))?.[1]),
  ])
  expect(told).toEqual(files.map((_, index) => [index + 1, index + 1]))
})
