import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import type { Kept, ModelMessage } from '../models/model.ts'
import type { BuiltInTool } from '../tools/tool.ts'
import { nameOf } from '../tools/tools.ts'
import type { EngineParts } from './parts.ts'
import { textOf } from './thread-messages.ts'

/**
 * What a run has said and called so far. Text and the calls after it were one answer.
 * @param known what the model wrote into calls that the server answered, by their ids, and what came
 *   with the calls of each step
 */
export const ownMessages = async (
  { store, tools }: Pick<EngineParts, 'store' | 'tools'>,
  run: Run,
  steps: RunStep[],
  { asked, kept }: { asked: ReadonlyMap<string, string>; kept?: ReadonlyMap<string, Kept> },
): Promise<ModelMessage[]> => {
  const messages: ModelMessage[] = []
  const counts = new Map<string, number>()
  const toAnswered = (call: ToolCall): AnsweredCall[] => {
    if (call.type === 'function') {
      const { name, arguments: given, output } = call.function
      return [{ id: call.id, name, arguments: given, output: output ?? '' }]
    }
    const tool: BuiltInTool | undefined = tools.ofType(call.type)
    if (!tool || !('id' in call)) return []
    const ordinal = counts.get(call.type) ?? 0
    counts.set(call.type, ordinal + 1)
    const given = tool.argumentsOf?.(call) ?? asked.get(call.id) ?? '{}'
    const output = tool.output(call, ordinal)
    return [{ id: call.id, name: nameOf(tool, run), arguments: given, output }]
  }
  for (const { id, step_details: details } of steps) {
    if (details.type === 'message_creation') {
      const made = await store.getMessage(run.thread_id, details.message_creation.message_id)
      const content = made ? textOf(made) : ''
      if (content !== '') messages.push({ role: 'assistant', content, tool_calls: [] })
    }
    if (details.type === 'tool_calls') {
      const { message, calls = [] } = kept?.get(id) ?? {}
      const answered = details.tool_calls.flatMap((call, at) =>
        toAnswered(call).map((each) => ({ ...each, ...calls[at] })),
      )
      messages.push(...callMessages(answered, messages, message))
    }
  }
  return messages
}

interface AnsweredCall {
  id: string
  name: string
  arguments: string
  output: string
  extra?: Record<string, unknown>
}

/** Takes the text before the calls off the end of `messages`, to answer it together with them. */
const callMessages = (
  calls: AnsweredCall[],
  messages: ModelMessage[],
  extra: Record<string, unknown> | undefined,
): ModelMessage[] => {
  if (calls.length === 0) return []
  const last = messages.at(-1)
  const isText = last?.role === 'assistant' && last.tool_calls.length === 0
  if (isText) messages.pop()
  return [
    {
      role: 'assistant',
      content: isText ? last.content : '',
      tool_calls: calls.map(({ id, name, arguments: given, extra: came }) => ({
        id,
        name,
        arguments: given,
        ...(came && { extra: came }),
      })),
      ...(extra && { extra }),
    },
    ...calls.map(({ id, name, output }) => ({
      role: 'tool' as const,
      tool_call_id: id,
      name,
      output,
    })),
  ]
}
