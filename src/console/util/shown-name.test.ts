import { expect, test } from 'vitest'

import { shownAssistant, shownName } from './shown-name.ts'

test.each([
  ['photo\u202Egpj.exe', 'photo\uFFFDgpj.exe'],
  ['\u2067a\u2069.pdf', '\uFFFDa\uFFFD.pdf'],
  ['חשבון\u200F 12.pdf', 'חשבון\u200F 12.pdf'],
])('%j is shown as %j', (name, shown) => expect(shownName(name)).toBe(shown))

test.each([
  [' Desk\u202E ', 'Desk\uFFFD'],
  [' ', 'asst_1'],
  [null, 'asst_1'],
])('an assistant named %j is chosen as %j', (name, shown) =>
  expect(shownAssistant({ name, id: 'asst_1' })).toBe(shown),
)
