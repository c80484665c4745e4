import * as z from 'zod/mini'

/** Of how many tokens a price is. */
export const TOKENS_PRICED = 1_000_000
/** How many models can have a price. */
export const MAX_PRICED_MODELS = 500
const MAX_MODEL_NAME = 256
const MAX_PRICE = 1_000_000

const currency = z.string().check(z.regex(/^[A-Z]{3}$/))
const price = z.number().check(z.gte(0), z.lte(MAX_PRICE))
const models = z
  .record(
    z.string().check(z.minLength(1), z.maxLength(MAX_MODEL_NAME)),
    z.strictObject({ input: price, output: price }),
  )
  .check(
    z.refine<Record<string, unknown>>((priced) => Object.keys(priced).length <= MAX_PRICED_MODELS, {
      error: 'too many properties',
      params: { maximum: MAX_PRICED_MODELS },
    }),
  )

/** What a model takes for 1,000,000 tokens that it reads, and that it writes. */
export interface Price {
  input: number
  output: number
}

/** What models cost: `GET /api/prices`. */
export const Prices = z.object({
  object: z.literal('prices'),
  /** As ISO 4217 names it. */
  currency: z.string(),
  /** By the name of the model. That of `gpt-4o` also serves names with a date, as `gpt-4o-2024-08-06`. */
  models: z.record(z.string(), z.object({ input: z.number(), output: z.number() })),
})
export type Prices = z.infer<typeof Prices>

/** What is left out stays; `models` takes the place of all prices that there were. */
export const ModifyPricesRequest = z.strictObject({
  currency: z.optional(currency),
  models: z.optional(models),
})
export type ModifyPricesRequest = z.infer<typeof ModifyPricesRequest>

/** What stands for a date at the end of a model's name. */
const DATE = /-\d{4}-?\d{2}-?\d{2}$/

/** The price of a model, by its name or by its name without the date. */
export const priceOf = (
  { models: priced }: Pick<Prices, 'models'>,
  model: string,
): Price | null => {
  const of = (name: string) => (Object.hasOwn(priced, name) ? priced[name] : undefined)
  return of(model) ?? of(model.replace(DATE, '')) ?? null
}
