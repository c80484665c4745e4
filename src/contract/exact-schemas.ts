import { mayChange, parseExact } from './exact-json.ts'
import { type JsonObject, isObject } from './json-object.ts'

const fieldsOf = (value: unknown): JsonObject => Object(value) as JsonObject // read as unknown
const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/**
 * An object with tools and a response format, whose schemas keep the numbers of the text that it was
 * read from: a bound beyond 2^53 is one digit for digit.
 */
export const withExactSchemas = <Value>(value: Value, text: string): Value =>
  hasSchemas(value) && mayChange(text) ? withSchemasOf(value, parseExact(text)) : value

const hasSchemas = (value: unknown): boolean => {
  const { tools, response_format: format } = fieldsOf(value)
  return Array.isArray(tools) || isObject(format)
}

/** The same of an answer, which may be a list of such objects. */
export const answerWithExactSchemas = (answer: unknown, text: string): unknown => {
  const { data } = fieldsOf(answer)
  if (!Array.isArray(data)) return withExactSchemas(answer, text)
  if (!data.some(hasSchemas) || !mayChange(text)) return answer
  const exact = itemsOf(fieldsOf(parseExact(text))['data'])
  return {
    ...fieldsOf(answer),
    data: data.map((item: unknown, at) =>
      hasSchemas(item) ? withSchemasOf(item, exact[at]) : item,
    ),
  }
}

/** The same of the schemas of a value that was read from the same text. */
export const withSchemasOf = <Value>(value: Value, exact: unknown): Value => {
  const { tools, response_format: format } = fieldsOf(value)
  const schema = fieldsOf(fieldsOf(fieldsOf(exact)['response_format'])['json_schema'])['schema']
  const exactTools = itemsOf(fieldsOf(exact)['tools'])
  return {
    ...value,
    ...(Array.isArray(tools) && {
      tools: tools.map((tool: unknown, at) => {
        const parameters = fieldsOf(fieldsOf(exactTools[at])['function'])['parameters']
        return isObject(parameters)
          ? { ...fieldsOf(tool), function: { ...fieldsOf(fieldsOf(tool)['function']), parameters } }
          : tool
      }),
    }),
    ...(isObject(schema) && {
      response_format: {
        ...fieldsOf(format),
        json_schema: { ...fieldsOf(fieldsOf(format)['json_schema']), schema },
      },
    }),
  }
}
