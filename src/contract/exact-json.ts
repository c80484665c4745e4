/** `JSON` as Node and newer browsers know it. https://github.com/tc39/proposal-json-parse-with-source */
const EXACT: typeof JSON & {
  rawJSON?: (text: string) => object
  isRawJSON?: (value: unknown) => boolean
} = JSON

/** What may be a number that JavaScript writes in other digits: long ones, exponents, zeros at an end. */
const MAY_CHANGE =
  /(?:^|[[:,\s])(?:-0(?![\d.])|-?(?:\d[\d.]{15}|\d+(?:\.\d+)?e|\d+\.\d*0(?!\d)|0\.0{6}))/i

/** Whether parsing and writing JSON might change the digits of a number. */
export const mayChange = (text: string): boolean => MAY_CHANGE.test(text)

/**
 * A JSON text's value. A number whose digits JavaScript would change is an object that `JSON.stringify`
 * writes as it was: an identifier beyond 2^53, 1.0, 1e400.
 * @throws {SyntaxError}
 */
export const parseExact = (text: string): unknown =>
  mayChange(text) ? JSON.parse(text, exactNumber) : JSON.parse(text)

/** Whether a value is a number in the digits in which it was written. */
export const isExactNumber = (value: unknown): value is { rawJSON: string } =>
  EXACT.isRawJSON?.(value) === true

const exactNumber = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  const source = context?.source
  const isSame = typeof value !== 'number' || source === undefined || String(value) === source
  return isSame || !EXACT.rawJSON ? value : EXACT.rawJSON(source)
}
