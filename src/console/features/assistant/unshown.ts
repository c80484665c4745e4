import type { Assistant } from '#contract/assistant.ts'
import { CreateAssistantRequest } from '#contract/assistant.ts'
import { parseExact } from '#contract/exact-json.ts'
import { ToolRequest } from '#contract/tool.ts'

const PARTS = ['response_format', 'reasoning_effort', 'tool_resources'] as const

/** Parts of a request that the form of an assistant does not show. Of `tools`: its file search. */
export type Unshown = Pick<CreateAssistantRequest, 'tools' | (typeof PARTS)[number]>

/** What a new assistant can be given of one, and the form does not show. */
export const unshownOf = (assistant: Assistant): Unshown => {
  const parts = PARTS.flatMap((part) => {
    const taken = CreateAssistantRequest.shape[part].safeParse(assistant[part])
    return taken.success && isSet(taken.data) ? [[part, taken.data]] : []
  })
  const tools = assistant.tools.flatMap((tool) => {
    const taken = ToolRequest.safeParse(tool)
    return taken.data?.type === 'file_search' && taken.data.file_search ? [taken.data] : []
  })
  return { ...Object.fromEntries(parts), ...(tools.length > 0 && { tools }) }
}

/** Whether a part says more than one that is left out. */
const isSet = (part: unknown): boolean => {
  if (part === null || part === undefined || part === 'auto') return false
  if (typeof part !== 'object') return true
  return Object.values(part).some(isSet)
}

const names: Record<keyof Unshown, string> = {
  tools: 'options of file search',
  response_format: 'response format',
  reasoning_effort: 'reasoning effort',
  tool_resources: 'files of its tools',
}

/** What these parts are called, one after the other. */
export const unshownNames = (unshown: Unshown): string =>
  // The cast: they are the names of its parts.
  (Object.keys(unshown) as (keyof Unshown)[]).map((part) => names[part]).join(', ')

/** As it is kept in a draft: a text, in which numbers keep their digits. */
export const unshownText = (unshown: Unshown): string | undefined =>
  Object.keys(unshown).length > 0 ? JSON.stringify(unshown) : undefined

export const readUnshown = (text: string | undefined): Unshown =>
  // The cast: it was written by `unshownText`; the request is checked before it is sent.
  text === undefined ? {} : (parseExact(text) as Unshown)
