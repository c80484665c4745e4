import { expect, test } from 'vitest'

import { ownApi } from '#testing/own-api.ts'
import { expectWritten } from '#testing/written-docs.ts'

import { referencePage } from './reference.ts'

const page = referencePage(ownApi)

test('the reference is what the contract says', () => {
  expectWritten('docs/reference.md', page)
})

test('tells of every operation, and links nowhere that is not there', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  )
  for (const path of Object.values(ownApi.paths)) {
    for (const { operationId } of Object.values(path)) {
      expect(headings).toContain(operationId.toLowerCase())
    }
  }
  const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, to = '']) => to)
  expect(links.filter((to) => !headings.includes(to))).toEqual([])
  expect(new Set(headings).size).toBe(headings.length)
})
