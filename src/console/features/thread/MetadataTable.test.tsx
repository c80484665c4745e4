import { expect, test } from 'vitest'

import { markupOf, visibleText } from '#testing/markup.tsx'

import { MetadataTable } from './MetadataTable.tsx'

test('a key of nothing, or of blanks alone, can be seen', () => {
  const metadata = { kind: 'refund', '': 'one', '\n': 'two' }
  const [, ...keys] = markupOf(<MetadataTable of="thread_1" metadata={metadata} />).split('<dt')
  expect(keys.map((pair) => visibleText(`<dt${pair}`))).toEqual(['kindrefund', '""one', '"\\n"two'])
})

test('short values stand beside their keys, others below', () => {
  const metadata = { domain: 'airline', scenario: 'You want to fly. '.repeat(9), note: 'a\nb' }
  const besides = markupOf(<MetadataTable of="thread_1" metadata={metadata} />)
    .split('<dt')
    .slice(0, -1)
    .map((before) => before.slice(before.lastIndexOf('<div')).includes('grid-cols'))
  expect(besides).toEqual([true, false, false])
})
