import { expect, test } from 'vitest'

import { ByModel } from './by-model.ts'

test('names without end take no room without end, and the newest is there', () => {
  const kept = new ByModel<number>()
  for (let at = 0; at < 1000; at += 1) {
    kept.set(`model-${at}`, at)
    expect(kept.get(`model-${at}`)).toBe(at)
    expect(kept.size).toBeLessThanOrEqual(64)
  }
})

test('a name that is there takes no room of others', () => {
  const kept = new ByModel<number>()
  for (let at = 0; at < 64; at += 1) kept.set(`model-${at}`, at)
  kept.set('model-0', 100)
  expect(kept.get('model-1')).toBe(1)
  expect(kept.get('model-0')).toBe(100)
})
