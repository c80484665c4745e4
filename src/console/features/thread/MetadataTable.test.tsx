import { expect, test } from 'vitest'

import { markupOf, visibleText } from '#testing/markup.tsx'

import { MetadataTable } from './MetadataTable.tsx'

test('a key of nothing, or of blanks alone, can be seen', () => {
  const metadata = { kind: 'refund', '': 'one', '\n': 'two' }
  const [, ...keys] = markupOf(<MetadataTable metadata={metadata} />).split('<dt')
  expect(keys.map((pair) => visibleText(`<dt${pair}`))).toEqual(['kindrefund', '""one', '"\\n"two'])
})
