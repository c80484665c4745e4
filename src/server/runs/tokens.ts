import type { ModelMessage } from '../models/provider.ts'

/** What an image costs about, and a message beside its text. */
const IMAGE_TOKENS = 800
const MESSAGE_TOKENS = 4

/**
 * About how many tokens a text has: four ASCII characters to one, other characters one each. Every
 * model counts differently; budgets need no more than the size.
 */
export const estimateTokens = (text: string): number => {
  let other = 0
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) other += 1
  return Math.ceil((text.length - other) / 4) + other
}

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
        MESSAGE_TOKENS + estimateTokens(message.content),
      )
    case 'tool':
      return MESSAGE_TOKENS + estimateTokens(message.output)
  }
}
