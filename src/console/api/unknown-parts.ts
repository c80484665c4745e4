import { type JsonObject, isObject } from '#contract/json-object.ts'
import type { Annotation, ContentPart } from '#contract/message.ts'
import type { CodeOutput, StepDetails, ToolCall } from '#contract/run-step.ts'
import type { Tool } from '#contract/tool.ts'

/** The types that a union of the contract knows, each of them and no other: else this is a type error. */
const typesOf = <Union extends { type: string }>(
  types: Record<Exclude<Union['type'], 'unknown'>, true>,
): ReadonlySet<string> => new Set(Object.keys(types))

// The schemas themselves are not loaded by a page that opens.
const PARTS = typesOf<ContentPart>({ text: true, image_file: true, image_url: true, refusal: true })
const ANNOTATIONS = typesOf<Annotation>({
  file_citation: true,
  file_path: true,
  url_citation: true,
})
const STEPS = typesOf<StepDetails>({ message_creation: true, tool_calls: true })
const CALLS = typesOf<ToolCall>({ function: true, file_search: true, code_interpreter: true })
const OUTPUTS = typesOf<CodeOutput>({ logs: true, image: true })
const TOOLS = typesOf<Tool>({ function: true, file_search: true, code_interpreter: true })

const asObject = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined)
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
    asList(object?.['tools']).every((tool) => isOf(TOOLS, tool)) &&
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
