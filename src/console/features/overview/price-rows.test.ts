import { expect, test } from 'vitest'

import { isRowWrong, priceIn, priceRows, pricesIn } from './price-rows.ts'

const models = { 'gpt-4o': { input: 2.5, output: 10 } }

test.each([
  ['2.5', 2.5],
  ['2,5', 2.5],
  ['.5', 0.5],
  [' 0 ', 0],
  ['', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['1000001', undefined],
])('a price that is typed as %j', (text, price) => {
  expect(priceIn(text)).toBe(price)
})

test('rows give back the prices, and models without one have none', () => {
  const rows = priceRows({ object: 'prices', currency: 'EUR', models }, ['o3', 'gpt-4o'])
  expect(rows.map(({ model }) => model)).toEqual(['o3', 'gpt-4o'])
  expect(pricesIn(rows)).toEqual(models)
  expect(pricesIn([{ model: ' o3 ', input: '1', output: '' }])).toEqual({
    o3: { input: 1, output: 0 },
  })
  expect(isRowWrong({ model: 'o3', input: '1 €', output: '' })).toBe(true)
})
