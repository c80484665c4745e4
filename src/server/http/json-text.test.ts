import { expect, test } from 'vitest'

import { jsonText } from './json-text.ts'

test.each([
  { id: 'thread_1', metadata: { data: '"data":[]' } },
  { object: 'list', data: [], first_id: null, last_id: null, has_more: false },
  { object: 'list', data: [{ a: '"data":[]' }, { b: [1, null] }], has_more: true },
  { object: 'list', data: [{ object: 'embedding', embedding: [0.5] }], usage: { data: [] } },
  { usage: { data: [] }, none: undefined, object: 'list', data: [{ a: undefined }, null, 'x'] },
  { data: [1, 2] },
])('%j is written as it always is', async (answer) => {
  expect(await jsonText(answer)).toBe(JSON.stringify(answer))
})

test.each(['list', 'vector_store.file_content.page'])(
  'others get in within a %s',
  async (object) => {
    let others = 0
    let isWritten = false
    const count = () => {
      others += 1
      if (!isWritten) setImmediate(count)
    }
    setImmediate(count)
    const large = {
      toJSON: () => {
        for (const end = performance.now() + 12; performance.now() < end;) continue
        return others
      },
    }
    const text = await jsonText({ object, data: [large, large, large] })
    isWritten = true
    expect(text).toBe(`{"object":"${object}","data":[0,1,2]}`)
  },
)
