import type { ContentPart, Message } from '#contract/message.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Review } from '#contract/review.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import { BETWEEN } from '#contract/words.ts'

import type { Field } from './tags.ts'
import { readJson } from './text/read-json.ts'

/** A text that can be found, by where it stands. */
export interface Text {
  field: Field
  text: string
}

/** How much of one text is kept to be found, in UTF-16 units: several of the largest messages. */
const LONGEST = 1_000_000

const joined = (texts: readonly (string | null | undefined)[]): string =>
  texts
    .filter((text) => text !== null && text !== undefined && text !== '')
    .join(`\n\n${BETWEEN}\n\n`)
    .slice(0, LONGEST)

const filled = (texts: Text[]): Text[] => texts.filter(({ text }) => text !== '')

/** What a message can be found by. @param fileNames of what is attached to it */
export const textsOfMessage = (
  { content, metadata }: Pick<Message, 'content' | 'metadata'>,
  fileNames: readonly string[],
): Text[] =>
  filled([
    {
      field: 'text',
      text: joined(content.map(saidIn)),
    },
    { field: 'file_name', text: joined(fileNames) },
    { field: 'metadata', text: textOfMetadata(metadata) },
  ])

/** What a part says in words, a refusal too. */
const saidIn = (part: ContentPart): string => {
  if (part.type === 'text') return part.text.value
  return part.type === 'refusal' ? part.refusal : ''
}

/** What a thread itself can be found by. */
export const textsOfThread = (metadata: Metadata): Text[] => {
  const { title = '', ...others } = metadata
  return filled([
    { field: 'title', text: title },
    { field: 'metadata', text: textOfMetadata(others) },
  ])
}

const textOfMetadata = (metadata: Metadata): string =>
  joined(Object.entries(metadata).map(([key, value]) => `${key}: ${value}`))

/** What a review can be found by. */
export const textsOfReview = ({ note }: Pick<Review, 'note'>): Text[] =>
  filled([{ field: 'note', text: joined([note]) }])

/** What a step can be found by: what its tools were asked, and what they answered. */
export const textsOfStep = ({ step_details: details }: Pick<RunStep, 'step_details'>): Text[] =>
  details.type === 'tool_calls' && 'tool_calls' in details
    ? filled([{ field: 'tool', text: joined(details.tool_calls.map(textOfCall)) }])
    : []

const textOfCall = (call: ToolCall): string => {
  if ('function' in call && call.type === 'function') {
    const { name, arguments: asked, output } = call.function
    return joined([name, readJson(asked), readJson(output ?? '')])
  }
  if ('code_interpreter' in call && call.type === 'code_interpreter') {
    const { input, outputs } = call.code_interpreter
    const logs = outputs.map((each) => (each.type === 'logs' && 'logs' in each ? each.logs : ''))
    return joined([input, ...logs])
  }
  if ('file_search' in call && call.type === 'file_search') {
    return joined((call.file_search.results ?? []).map(({ file_name }) => file_name))
  }
  return ''
}
