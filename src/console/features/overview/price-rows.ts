import type { Prices } from '#contract/prices.ts'

/** A price as it is typed. */
export interface PriceRow {
  model: string
  input: string
  output: string
}

/** Models that have a price, and those that were used, each once. */
export const priceRows = ({ models }: Prices, used: readonly string[]): PriceRow[] =>
  [...new Set([...used, ...Object.keys(models)])].map((model) => {
    const price = Object.hasOwn(models, model) ? models[model] : undefined
    return {
      model,
      input: price ? String(price.input) : '',
      output: price ? String(price.output) : '',
    }
  })

/** A price that is typed: with a point or a comma; undefined where it is none. */
export const priceIn = (text: string): number | undefined => {
  const plain = text.trim().replace(',', '.')
  const price = /^\d*\.?\d+$/.test(plain) ? Number(plain) : undefined
  return price !== undefined && price <= 1_000_000 ? price : undefined
}

export const isRowWrong = ({ input, output }: PriceRow): boolean =>
  [input, output].some((text) => text.trim() !== '' && priceIn(text) === undefined)

/** The prices that the rows say; a model without any has none, and what is left out of one is 0. */
export const pricesIn = (rows: readonly PriceRow[]): Prices['models'] =>
  Object.fromEntries(
    rows
      .filter(
        ({ model, input, output }) => model.trim() !== '' && `${input}${output}`.trim() !== '',
      )
      .map(({ model, input, output }) => [
        model.trim(),
        { input: priceIn(input) ?? 0, output: priceIn(output) ?? 0 },
      ]),
  )
