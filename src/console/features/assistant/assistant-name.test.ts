import { expect, test } from 'vitest'

import { assistantName } from './assistant-name.ts'

test.each([
  ['Helper', 'Helper'],
  ['  ', 'Unnamed assistant'],
  ['\u202Eknab\u202C', '\uFFFDknab\uFFFD'],
])('%j is called %j', (name, called) => expect(assistantName({ name })).toBe(called))
