import { expect, test } from 'vitest'

import { rewriteQuery } from './rewrite-query.ts'

test.each([
  ["I'd like to know the height of the main office building.", 'height main office building'],
  [
    'What are the safety regulations for transporting hazardous materials?',
    'safety regulations transporting hazardous materials',
  ],
  ['How do I file a complaint about a service issue?', 'file complaint service issue'],
  ['Could you please tell me who’s on call — thanks!', 'call —'],
  ['fares that are not refundable', 'fares not refundable'],
  ['Does it run on C++ 4.5 with a .env ("debug")?', 'run C++ 4.5 .env debug'],
  ['refund', 'refund'],
  ['Who are you?', 'Who are you?'],
  ['乌鱼蛋汤好吃吗？', '乌鱼蛋汤好吃吗'],
])('%s', (query, rewritten) => {
  expect(rewriteQuery(query)).toBe(rewritten)
})
