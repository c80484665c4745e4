const PARTS = new Set(['text', 'image_file', 'image_url', 'refusal'])
const ANNOTATIONS = new Set(['file_citation', 'file_path', 'url_citation'])
const STEPS = new Set(['message_creation', 'tool_calls'])
const CALLS = new Set(['function', 'file_search', 'code_interpreter'])
const OUTPUTS = new Set(['logs', 'image'])

type Json = Record<string, unknown>
const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? // What JSON has as an object.
      (value as Json)
    : undefined
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isOf = (types: ReadonlySet<string>, value: unknown): boolean =>
  types.has(String(asObject(value)?.['type']))

const isKnownPart = (part: unknown): boolean =>
  isOf(PARTS, part) &&
  asList(asObject(asObject(part)?.['text'])?.['annotations']).every((each) =>
    isOf(ANNOTATIONS, each),
  )

const isKnownCall = (call: unknown): boolean =>
  isOf(CALLS, call) &&
  asList(asObject(asObject(call)?.['code_interpreter'])?.['outputs']).every((each) =>
    isOf(OUTPUTS, each),
  )

const isKnown = (item: unknown): boolean => {
  const object = asObject(item)
  const details = object?.['step_details']
  return (
    asList(object?.['content']).every(isKnownPart) &&
    (details === undefined || isOf(STEPS, details)) &&
    asList(asObject(details)?.['tool_calls']).every(isKnownCall)
  )
}

/**
 * Whether an answer, or an object of a list, holds parts of types that the contract does not know. An
 * import keeps what other servers sent as it was.
 */
export const holdsUnknown = (answer: unknown): boolean => {
  const data = asObject(answer)?.['data']
  return !(Array.isArray(data) ? data.every(isKnown) : isKnown(answer))
}
