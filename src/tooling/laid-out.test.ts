import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '..')
const textOf = (path: string) => readFileSync(join(SRC, path), 'utf8')
const filesOf = (room: string, form: RegExp) =>
  readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => form.test(name))
    .map((name) => join(room, name))

const STYLES = /^import '(?:#console|\.)\/styles\.css'$/m
const MEASURES =
  /\b(?:getBoundingClientRect|getClientRects|innerHeight|(?:scroll|client|offset)(?:Height|Width))\b/

test('a test that measures a part of the page has the styles of the console', () => {
  const helpers = filesOf('testing', /\.tsx$/).filter((path) => STYLES.test(textOf(path)))
  expect(helpers.length).toBeGreaterThan(1)
  const isStyled = (text: string) =>
    STYLES.test(text) || helpers.some((path) => text.includes(`'#${path}'`))
  const measuring = filesOf('console', /\.browser\.test\.tsx$/).filter((path) =>
    MEASURES.test(textOf(path)),
  )
  expect(measuring.length).toBeGreaterThan(20)
  expect(measuring.filter((path) => !isStyled(textOf(path)))).toEqual([])
})
