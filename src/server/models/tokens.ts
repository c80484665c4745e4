import type { FunctionDefinition } from '#contract/tool.ts'

import type { ModelMessage, ModelRequest } from './model.ts'

/** What an image costs about, and a message beside its text. */
const IMAGE_TOKENS = 800
const MESSAGE_TOKENS = 4

/**
 * About how many tokens a text has: four ASCII characters to one, other characters one each. Every
 * model counts differently; budgets need no more than the size. Not rounded, so that fragments add up.
 */
export const weigh = (text: string): number => {
  let other = 0
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) other += 1
  return (text.length - other) / 4 + other
}

export const estimateTokens = (text: string): number => Math.ceil(weigh(text))

export const estimateMessage = (message: ModelMessage): number => {
  switch (message.role) {
    case 'user':
      return message.content.reduce(
        (sum, part) => sum + (part.type === 'text' ? estimateTokens(part.text) : IMAGE_TOKENS),
        MESSAGE_TOKENS,
      )
    case 'assistant':
      return message.tool_calls.reduce(
        (sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments),
        MESSAGE_TOKENS +
          estimateTokens(message.content) +
          (message.extra ? estimateTokens(JSON.stringify(message.extra)) : 0),
      )
    case 'tool':
      return MESSAGE_TOKENS + estimateTokens(message.output)
  }
}

export const estimateTools = (tools: readonly FunctionDefinition[]): number =>
  tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0)

type Prompt = Pick<ModelRequest, 'instructions' | 'messages' | 'tools' | 'response_format'>

/** Everything that a model is given: what was said, and what it is told about how to answer. */
export const estimatePrompt = (prompt: Prompt): number =>
  estimateOverhead(prompt) +
  prompt.messages.reduce((sum, message) => sum + estimateMessage(message), 0)

/** What a model is given beside the messages. */
export const estimateOverhead = (prompt: Omit<Prompt, 'messages'>): number => {
  const { instructions, tools, response_format: format } = prompt
  const schema = typeof format === 'object' && format.type === 'json_schema' ? format : undefined
  return (
    estimateTokens(instructions) +
    estimateTools(tools) +
    (schema ? estimateTokens(JSON.stringify(schema)) : 0)
  )
}
