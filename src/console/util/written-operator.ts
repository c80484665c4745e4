import { parseQuery } from '#contract/search-language.ts'

/** A value or key as it is written in a query; undefined where the language has no way to write it. */
const written = (text: string, isKey = false): string | undefined => {
  const isPlain = isKey ? /^[^\s:"“”„«»]+$/ : /^[^\s"“”„«»]\S*$/
  if (isPlain.test(text)) return text
  // A field of one line keeps no line breaks.
  return text === '' || /["“”„«»\r\n]/.test(text) ? undefined : `"${text}"`
}

/** An operator with its value; undefined where the language has no way to write it. */
export const writtenOperator = (
  name: string,
  value: string,
  { key = '', not = '' } = {},
): string | undefined => {
  const [writtenKey, writtenValue] = [key === '' ? '' : written(key, true), written(value)]
  if (writtenKey === undefined || writtenValue === undefined) return undefined
  const text = `${not}${name}${writtenKey === '' ? '' : `.${writtenKey}`}:${writtenValue}`
  return parseQuery(text).problems.length === 0 ? text : undefined
}
