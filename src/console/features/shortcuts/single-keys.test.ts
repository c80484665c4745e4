import { expect, test } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { newSingleKeys } from './single-keys.ts'

test('keys that are switched off in one tab do not act in the others', () => {
  const { open } = newTabs()
  const [here, there] = [newSingleKeys(open().tab), newSingleKeys(open().tab)]
  expect(here.get()).toBe(true)
  there.change(() => 'false')
  expect(here.get()).toBe(false)
  expect(newSingleKeys(open().tab).get()).toBe(false)
})
