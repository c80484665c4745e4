import type { FunctionDefinition } from '#contract/tool.ts'
import { ModelError } from '#server/models/model.ts'
import type { ModelEvent, ModelProvider, ModelRequest } from '#server/models/model.ts'

import { REFUSAL, answerText, freshOutputs, lastUserText, textOf } from './answer.ts'
import { anyCode, askedCode, isPython } from './python.ts'
import { sampleJson } from './sample-json.ts'
import { SCRIPTED_MODELS, scriptFor } from './script.ts'
import type { Script } from './script.ts'

/** Waits so many milliseconds; rejects when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

const CREATED = Date.UTC(2026, 7, 26) / 1000
const USUAL_URL = 'http://127.0.0.1:8484'
const TOKENS_BEFORE_CUT = 40
/** The most calls in one answer. */
const MAX_CALLS = 8

interface Options {
  sleep: Sleep
  /** Where clients reach the server, for the example that an answer shows. */
  url?: (() => string) | undefined
}

/**
 * A model that needs no network: it streams an answer about what it was given, by rule, and says so.
 * The same request always gives the same events.
 */
export const createScriptedModel = ({ sleep, url = () => USUAL_URL }: Options): ModelProvider => ({
  scripted: true,
  listModels: async () =>
    SCRIPTED_MODELS.map(({ id }) => ({ id, object: 'model', created: CREATED, owned_by: 'clew' })),
  async *stream(request, signal) {
    const script = scriptFor(request.model, lastUserText(request.messages))
    const limit = request.max_completion_tokens ?? Infinity
    let tokens = 0
    try {
      for (const event of eventsOf(request, script, url())) {
        if (script.pace > 0) await sleep(waitBefore(tokens, script.pace), signal)
        signal.throwIfAborted()
        if (tokens >= limit) return yield finish(request, 'length', tokens)
        if (event.type !== 'tool_call') tokens += 1
        yield event
      }
      yield await end(request, script, tokens, { sleep, signal })
    } catch (error) {
      if (tokens > 0) yield { type: 'usage', usage: usageOf(request, tokens) }
      throw error
    }
  },
})

/** The first token takes longer; the others vary a little, by rule. */
const waitBefore = (token: number, pace: number) =>
  token === 0 ? pace * 8 : pace * (0.6 + ((token * 7) % 9) / 10)

const eventsOf = (request: ModelRequest, script: Script, url: string): Iterable<ModelEvent> => {
  if (script.end === 'rate_limit') return []
  if (script.end === 'refusal') return fragments(REFUSAL).map((text) => ({ type: 'refusal', text }))
  const calls = functionsToCall(request, script)
  if (calls.length > 0) return callEvents(calls, lastUserText(request.messages))
  const text = fragments(answerText(request, script, url))
  const cut = script.end === 'stop' ? text : text.slice(0, TOKENS_BEFORE_CUT)
  return cut.map((fragment) => ({ type: 'text', text: fragment }))
}

const end = async (
  request: ModelRequest,
  script: Script,
  tokens: number,
  { sleep, signal }: { sleep: Sleep; signal: AbortSignal },
): Promise<ModelEvent> => {
  switch (script.end) {
    case 'error':
      throw new ModelError('server_error', 'The scripted model was told to fail.')
    case 'rate_limit':
      throw new ModelError(
        'rate_limit_exceeded',
        'The scripted model was told to answer as if its rate limit were reached.',
      )
    case 'stall':
      while (!signal.aborted) await sleep(60_000, signal)
      throw signal.reason
    case 'stop':
    case 'refusal':
      return finish(
        request,
        functionsToCall(request, script).length > 0 ? 'tool_calls' : 'stop',
        tokens,
      )
    case 'length':
    case 'content_filter':
      return finish(request, script.end, tokens)
  }
}

const finish = (
  request: ModelRequest,
  reason: Extract<ModelEvent, { type: 'finish' }>['reason'],
  tokens: number,
): ModelEvent => ({
  type: 'finish',
  reason,
  usage: usageOf(request, tokens),
})

const usageOf = (request: ModelRequest, tokens: number) => ({
  prompt_tokens: promptTokens(request),
  completion_tokens: tokens,
})

const promptTokens = ({ instructions, messages }: ModelRequest): number =>
  messages.reduce((sum, message) => sum + Math.ceil(textOf(message).length / 4) + 4, 0) +
  Math.ceil(instructions.length / 4)

/** Pieces about as long as a tokenizer's; never half a code point. */
const fragments = (text: string): string[] => text.match(/\s*\S{1,6}|\s+$/gu) ?? []

const functionsToCall = (request: ModelRequest, script: Script): FunctionDefinition[] => {
  const { tools, tool_choice: choice, messages, parallel_tool_calls: parallel } = request
  if (choice === 'none' || freshOutputs(messages).length > 0) return []
  const wanted =
    typeof choice === 'object'
      ? tools.filter(({ name }) => choice.type === 'function' && choice.function.name === name)
      : mentioned(tools, lastUserText(messages), script)
  const calls = wanted.length === 0 && choice === 'required' ? tools.slice(0, 1) : wanted
  return calls.slice(0, parallel ? MAX_CALLS : 1)
}

const mentioned = (tools: FunctionDefinition[], text: string, script: Script) => {
  if (script.tools === 'always') return tools
  // Files are looked into whatever is asked; other functions only when the text speaks of them.
  return [
    ...tools.filter((tool) => isSearch(tool) || (isPython(tool) && askedCode(text) !== undefined)),
    ...called(
      tools.filter((tool) => !isSearch(tool) && !isPython(tool)),
      text,
    ),
  ]
}

const isSearch = ({ name }: FunctionDefinition) => /^file_search_*$/.test(name)

const called = (tools: FunctionDefinition[], text: string) => {
  const lower = text.toLowerCase()
  const named = tools.filter(
    ({ name }) =>
      lower.includes(name.toLowerCase()) ||
      lower.includes(name.toLowerCase().replaceAll(/[_-]+/g, ' ')),
  )
  return named.length === 0 && /\bcall\b/.test(lower) ? tools.slice(0, 1) : named
}

const callEvents = (tools: FunctionDefinition[], text: string): ModelEvent[] =>
  tools.flatMap(({ name, parameters }, index) => [
    { type: 'tool_call' as const, index, name },
    ...fragments(JSON.stringify(argumentsFor(name, parameters, text))).map((piece) => ({
      type: 'tool_call_arguments' as const,
      index,
      arguments: piece,
    })),
  ])

const argumentsFor = (name: string, parameters: FunctionDefinition['parameters'], text: string) => {
  if (isSearch({ name })) return { query: text }
  if (isPython({ name })) return { code: anyCode(text) }
  return sampleJson(parameters ?? { type: 'object' }, text)
}
