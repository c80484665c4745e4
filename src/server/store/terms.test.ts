import { expect, test } from 'vitest'

import { toQueryTerms, toTerms } from './terms.ts'

test.each([
  ['Refund WINDOW', ['refund', 'window']],
  ['ﬁne ＡＢＣ', ['fine', 'abc']],
  ['order_id', ['order', 'id']],
  ['getUserName', ['getusername', 'get', 'user', 'name']],
  ['乌鱼汤', ['乌', '鱼', '汤', '乌鱼', '鱼汤']],
  ['iPhone手机', ['iphone', 'i', 'phone', '手', '机', '手机']],
  ['호텔을', ['호', '텔', '을', '호텔', '텔을']],
  ['हिंदी में', ['हिंदी', 'में']],
  ['😀 -- !', []],
])('%s', (text, terms) => {
  expect(toTerms(text)).toEqual(terms)
})

test('a query has pairs, nothing twice, and no words that say nothing unless there are no others', () => {
  expect(toQueryTerms('What is the refund, the REFUND?')).toEqual(['refund'])
  expect(toQueryTerms('who are you')).toEqual(['who', 'are', 'you'])
  expect(toQueryTerms('乌鱼汤 汤')).toEqual(['乌鱼', '鱼汤', '汤'])
  expect(toQueryTerms(Array.from({ length: 200 }, (_, at) => `w${at}`).join(' '))).toHaveLength(64)
})
