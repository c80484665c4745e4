import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, '../../docs/decisions')
const DEPENDENCIES = join(FOLDER, '0003-dependencies.md')
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

test('each library that the product runs on has a line', () => {
  const { dependencies } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as { dependencies: Record<string, string> }
  const lines = readFileSync(DEPENDENCIES, 'utf8').matchAll(/^\| ([^|]+) \|/gm)
  // `hast-util-*` stands for all that begin so.
  const named = [...lines].flatMap(([, cell = '']) =>
    [...cell.matchAll(/[\w@./*-]+/g)].map(([name]) =>
      RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
    ),
  )
  expect(
    Object.keys(dependencies).filter((name) => !named.some((each) => each.test(name))),
  ).toEqual([])
})
