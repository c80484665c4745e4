import { expect, test } from 'vitest'

import { shownModel } from './run-author.ts'

test.each([
  ['gpt-4o', 'gpt-4o'],
  ['unknown', 'model not recorded'],
  ['', 'model not recorded'],
  [null, 'model not recorded'],
])('the model %j is shown as %j', (model, shown) => expect(shownModel(model)).toBe(shown))
