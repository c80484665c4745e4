import { expect, test } from 'vitest'

import { insistently } from './changes.ts'

test('a part of the page that does not come at first is asked for until it is there', async () => {
  let tries = 0
  const load = async () => {
    tries += 1
    if (tries < 3) throw new TypeError('Failed to fetch dynamically imported module')
    return 'part'
  }
  await expect(insistently(load, new AbortController().signal, async () => {})).resolves.toBe(
    'part',
  )
  expect(tries).toBe(3)
})

test('and no longer once nobody wants it', async () => {
  const stop = new AbortController()
  let tries = 0
  const load = async () => {
    tries += 1
    throw new TypeError('Failed to fetch dynamically imported module')
  }
  void insistently(load, stop.signal, async () => stop.abort())
  await new Promise((resolve) => setTimeout(resolve))
  expect(tries).toBe(1)
})
