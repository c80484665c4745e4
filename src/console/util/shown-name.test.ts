import { expect, test } from 'vitest'

import { shownName } from './shown-name.ts'

test.each([
  ['photo\u202Egpj.exe', 'photo\uFFFDgpj.exe'],
  ['\u2067a\u2069.pdf', '\uFFFDa\uFFFD.pdf'],
  ['חשבון\u200F 12.pdf', 'חשבון\u200F 12.pdf'],
])('%j is shown as %j', (name, shown) => expect(shownName(name)).toBe(shown))
