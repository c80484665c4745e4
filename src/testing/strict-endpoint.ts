import { type Answer, chunk, refuse, sse, usage } from './scripted-endpoint.ts'

type Message = Record<string, unknown>
type Body = Record<string, unknown>

/** A function that an endpoint calls. */
export interface Call {
  name: string
  arguments: string
}

/** How one provider answers, and what it refuses of a request. */
export interface Strictness {
  /** The frames of an answer that makes the call, in the round of that number. */
  calls: (round: number, call: Call) => string[]
  /** How its own words for the end of an answer read. */
  stop: string
  /** Its words for other ends, and how a run ends by them. */
  ends: Record<string, 'max_tokens' | 'content_filter' | 'run_failed'>
  /** The provider's own refusal of these messages, if it refuses them. */
  refusal: (messages: Message[]) => string | undefined
}

const messagesOf = ({ messages }: Body): Message[] => messages as Message[] // chat completions have them
const callsIn = (messages: Message[]): Message[] =>
  messages.flatMap(({ tool_calls: calls }) => (Array.isArray(calls) ? (calls as Message[]) : [])) // objects
const called = (fields: object, call: Call) =>
  chunk({ tool_calls: [{ index: 0, type: 'function', function: call, ...fields }] })
const end = (finish_reason: string) => chunk({}, { finish_reason })

const alternation = (messages: Message[]): boolean => {
  const roles = messages.map(({ role }) => role).filter((role) => role !== 'system')
  return roles.every((role, at) => role === 'tool' || role !== roles[at - 1]) && roles[0] === 'user'
}

const MISTRAL: Strictness = {
  stop: 'stop',
  ends: { length: 'max_tokens', model_length: 'max_tokens', error: 'run_failed' },
  calls: (round, call) => [called({ id: `Ab3dE6gH${round}` }, call), end('tool_calls')],
  refusal: (messages) => {
    const ids = [
      ...callsIn(messages).map(({ id }) => JSON.stringify(id)),
      ...messages.flatMap(({ tool_call_id: id }) => (id === undefined ? [] : [JSON.stringify(id)])),
    ]
    const bad = ids.find((id) => !/^"[A-Za-z0-9]{9}"$/.test(id))
    if (bad !== undefined) {
      const message = `Tool call id was ${bad} but must be a-z, A-Z, 0-9, with a length of 9.`
      return JSON.stringify({
        object: 'error',
        message,
        type: 'invalid_request_error',
        code: '3280',
      })
    }
    if (messages.at(-1)?.['role'] === 'assistant') {
      const message =
        'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant'
      return JSON.stringify({ object: 'error', message, code: '3230' })
    }
    return undefined
  },
}

const thought = (thinking: string, signature: string) => ({ type: 'thinking', thinking, signature })

export const STRICT: Record<string, Strictness> = {
  'Claude behind a router': {
    stop: 'stop',
    ends: { length: 'max_tokens', content_filter: 'content_filter' },
    calls: (round, call) => [
      ...[thought(`Round ${round}: `, ''), thought('call f.', ''), thought('', `sig${round}`)].map(
        (block) => chunk({ reasoning_content: block.thinking, thinking_blocks: [block] }),
      ),
      // The beginning of a call has an empty input, which its pieces follow.
      called({ id: `toolu_${round}` }, { name: call.name, arguments: '{}' }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: call.arguments } }] }),
      end('tool_calls'),
    ],
    refusal: (messages) => {
      const made = messages.filter((message) => callsIn([message]).length > 0)
      const isSigned = made.every(
        ({ thinking_blocks: blocks }, at) =>
          JSON.stringify(blocks) ===
          JSON.stringify([thought(`Round ${at + 1}: call f.`, `sig${at + 1}`)]),
      )
      const isBlank = messages.some(({ content }) => typeof content === 'string' && !content.trim())
      const message = !isSigned
        ? 'messages.1.content.0: Invalid `signature` in `thinking` block'
        : isBlank
          ? 'messages: text content blocks must contain non-whitespace text'
          : undefined
      return message && JSON.stringify({ error: { message, type: 'invalid_request_error' } })
    },
  },
  Mistral: MISTRAL,
  // Ids of whoever answers first, which Mistral itself would not take.
  'Mistral behind a router': {
    ...MISTRAL,
    calls: (round, call) => [called({ id: `chatcmpl-tool-${round}` }, call), end('tool_calls')],
  },
  DeepSeek: {
    stop: 'stop',
    ends: {
      length: 'max_tokens',
      content_filter: 'content_filter',
      insufficient_system_resource: 'run_failed',
    },
    calls: (round, call) => [
      chunk({ reasoning_content: `Round ${round}: ` }),
      chunk({ reasoning_content: 'call f.' }),
      called({ id: `call_00_${round}` }, call),
      end('tool_calls'),
    ],
    refusal: (messages) => {
      const made = messages.filter((message) => callsIn([message]).length > 0)
      const isWhole = made.every(
        ({ reasoning_content: text }, at) => text === `Round ${at + 1}: call f.`,
      )
      const message = 'Missing `reasoning_content` field in the assistant message.'
      return isWhole
        ? undefined
        : JSON.stringify({ error: { message, type: 'invalid_request_error' } })
    },
  },
  Gemini: {
    stop: 'STOP',
    ends: {
      MAX_TOKENS: 'max_tokens',
      SAFETY: 'content_filter',
      PROHIBITED_CONTENT: 'content_filter',
      MALFORMED_FUNCTION_CALL: 'run_failed',
      OTHER: 'run_failed',
    },
    calls: (round, call) => [
      called(
        { id: `fc-${round}`, extra_content: { google: { thought_signature: `sig${round}==` } } },
        call,
      ),
      end('TOOL_CALLS'),
    ],
    refusal: (messages) => {
      const isSigned = callsIn(messages).every(
        (call, at) =>
          JSON.stringify(call['extra_content']) ===
          `{"google":{"thought_signature":"sig${at + 1}=="}}`,
      )
      const message = 'Function call is missing a thought_signature in functionCall parts.'
      return isSigned
        ? undefined
        : JSON.stringify([{ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }])
    },
  },
  vLLM: {
    stop: 'stop',
    ends: { length: 'max_tokens', abort: 'run_failed' },
    calls: (round, call) => [
      chunk({ reasoning_content: `Round ${round}.` }),
      called({ id: `chatcmpl-tool-${round}` }, call),
      end('tool_calls'),
    ],
    // It gives the reasoning out and takes none back.
    refusal: (messages) => {
      const at = messages.findIndex((message) => 'reasoning_content' in message)
      const place = `'loc': ('body', 'messages', ${at}, 'reasoning_content')`
      const message = !alternation(messages)
        ? 'Conversation roles must alternate user/assistant/user/assistant/...'
        : at === -1
          ? undefined
          : `[{'type': 'extra_forbidden', ${place}, 'msg': 'Extra inputs are not permitted'}]`
      const kind = { object: 'error', type: 'BadRequestError', param: null, code: 400 }
      return message && JSON.stringify({ ...kind, message })
    },
  },
  Ollama: {
    stop: 'stop',
    ends: { length: 'max_tokens', load: 'run_failed' },
    // A function without parameters it calls with nothing at all.
    calls: (round, call) => [
      chunk({ reasoning: `Round ${round}.` }),
      called(
        { id: `call_${round}` },
        { ...call, arguments: call.name === 'f' ? '' : call.arguments },
      ),
      end('stop'),
    ],
    refusal: (messages) => {
      const made = messages.filter((message) => callsIn([message]).length > 0)
      const isWhole = made.every(({ reasoning }, at) => reasoning === `Round ${at + 1}.`)
      const isJson = callsIn(messages).every((call) =>
        String(Object(call['function']).arguments).startsWith('{'),
      )
      return isWhole && isJson
        ? undefined
        : JSON.stringify({ error: { message: 'invalid tool call arguments' } })
    },
  },
  'a server of text alone': {
    stop: 'stop',
    ends: { length: 'max_tokens' },
    calls: (round, call) => [called({ id: `call_${round}` }, call), end('tool_calls')],
    refusal: (messages) =>
      messages.every(({ content }) => typeof content === 'string')
        ? undefined
        : JSON.stringify({ error: { message: 'invalid message content type: <nil>' } }),
  },
  OpenRouter: {
    stop: 'stop',
    ends: { length: 'max_tokens', content_filter: 'content_filter', error: 'run_failed' },
    calls: (round, call) => [
      ': OPENROUTER PROCESSING\n\n',
      chunk({
        reasoning: 'hm',
        reasoning_details: [{ type: 'reasoning.encrypted', data: `d${round}` }],
      }),
      called({ id: `toolu_${round}` }, call),
      chunk({}, { finish_reason: 'tool_calls', native_finish_reason: 'tool_use' }),
    ],
    refusal: (messages) => {
      const made = messages.filter((message) => callsIn([message]).length > 0)
      const isWhole = made.every(
        ({ reasoning_details: details }, at) =>
          JSON.stringify(details) === `[{"type":"reasoning.encrypted","data":"d${at + 1}"}]`,
      )
      const raw = '{"error":{"message":"Expected `thinking`, but found `tool_use`"}}'
      return isWhole
        ? undefined
        : JSON.stringify({
            error: { message: 'Provider returned error', code: 400, metadata: { raw } },
          })
    },
  },
}

interface Script {
  /** How many answers make the call before the last. */
  rounds: number
  call?: (round: number) => Call
  /** The provider's word for the end of the last answer. */
  end?: string
  bodies: () => readonly unknown[]
}

const callF = (round: number): Call => ({ name: 'f', arguments: `{"n":${round}}` })

/** An endpoint of that strictness: so many rounds of calls, then “Done.”. */
export const strictAnswers = (
  { calls, stop, refusal }: Strictness,
  { rounds, call = callF, end: word = stop, bodies }: Script,
): Answer => {
  return (response, request) => {
    const messages = messagesOf(bodies().at(-1) as Body) // the request that is being answered
    const refused = refusal(messages)
    if (refused !== undefined) return refuse(400, refused)(response, request)
    const made = callsIn(messages).length
    const last = [chunk({ content: 'Done.' }), end(word)]
    const frames = made < rounds ? calls(made + 1, call(made + 1)) : last
    return sse(...frames, usage)(response, request)
  }
}
