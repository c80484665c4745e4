import { expect, test } from 'vitest'

import { downloadHeaders, nameIn } from './download.ts'

test.each([
  ['a"b.txt', 'a_b.txt'],
  ['a\\b.txt', 'a_b.txt'],
  ['ends with \\', 'ends with _'],
  ['a%22b.txt', 'a_22b.txt'],
  ['naïve.txt', 'na_ve.txt'],
])('the name %j ends where the header says', (name, plain) => {
  const header = downloadHeaders(name)['content-disposition'] ?? ''
  // As a client reads it that knows no other form, escapes or not.
  expect(header).toContain(`; filename="${plain}"; `)
  expect(nameIn(header)).toBe(name)
})
