import { expect, test } from 'vitest'

import { buildThread } from '#testing/builders.ts'

import { tellThreadGone, withoutGone } from './gone-threads.ts'

const [kept, gone] = [buildThread(), buildThread()]
const page = {
  object: 'list' as const,
  data: [kept, gone],
  first_id: kept.id,
  last_id: gone.id,
  has_more: true,
}

test('what is deleted while a page is on its way is not on it', async () => {
  const answer = Promise.withResolvers<typeof page>()
  const read = withoutGone(answer.promise)
  tellThreadGone(gone.id)
  answer.resolve(page)
  expect(await read).toEqual({ ...page, data: [kept] })
})

test('a thread that is there again, as after an import, is shown', async () => {
  tellThreadGone(gone.id)
  expect(await withoutGone(Promise.resolve(page))).toBe(page)
})
