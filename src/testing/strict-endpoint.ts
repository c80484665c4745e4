import { type Answer, chunk, refuse, sse, usage } from './scripted-endpoint.ts'

type Message = Record<string, unknown>
type Body = Record<string, unknown>

/** How one provider answers, and what it refuses of a request. */
export interface Strictness {
  /** The frames of an answer that calls `f`, in the round of that number. */
  calls: (round: number) => string[]
  /** How its own words for the end of an answer read. */
  stop: string
  /** The provider's own refusal of these messages, if it refuses them. */
  refusal: (messages: Message[]) => string | undefined
}

const messagesOf = ({ messages }: Body): Message[] => messages as Message[] // chat completions have them
const callsIn = (messages: Message[]): Message[] =>
  messages.flatMap(({ tool_calls: calls }) => (Array.isArray(calls) ? (calls as Message[]) : [])) // objects
const called = (fields: object, round: number, given = `{"n":${round}}`) =>
  chunk({
    tool_calls: [
      { index: 0, type: 'function', function: { name: 'f', arguments: given }, ...fields },
    ],
  })
const end = (finish_reason: string) => chunk({}, { finish_reason })

const alternation = (messages: Message[]): boolean => {
  const roles = messages.map(({ role }) => role).filter((role) => role !== 'system')
  return roles.every((role, at) => role === 'tool' || role !== roles[at - 1]) && roles[0] === 'user'
}

export const STRICT: Record<string, Strictness> = {
  Mistral: {
    stop: 'stop',
    calls: (round) => [called({ id: `Ab3dE6gH${round}` }, round), end('tool_calls')],
    refusal: (messages) => {
      const ids = [
        ...callsIn(messages).map(({ id }) => JSON.stringify(id)),
        ...messages.flatMap(({ tool_call_id: id }) =>
          id === undefined ? [] : [JSON.stringify(id)],
        ),
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
  },
  DeepSeek: {
    stop: 'stop',
    calls: (round) => [
      chunk({ reasoning_content: `Round ${round}: ` }),
      chunk({ reasoning_content: 'call f.' }),
      called({ id: `call_00_${round}` }, round),
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
    calls: (round) => [
      called(
        { id: `fc-${round}`, extra_content: { google: { thought_signature: `sig${round}==` } } },
        round,
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
    calls: (round) => [called({ id: `chatcmpl-tool-${round}` }, round), end('tool_calls')],
    refusal: (messages) =>
      alternation(messages)
        ? undefined
        : JSON.stringify({
            object: 'error',
            message: 'Conversation roles must alternate user/assistant/user/assistant/...',
            type: 'BadRequestError',
            param: null,
            code: 400,
          }),
  },
  Ollama: {
    stop: 'stop',
    calls: (round) => [called({ id: `call_${round}` }, round, ''), end('stop')],
    refusal: (messages) =>
      callsIn(messages).every((call) => String(Object(call['function']).arguments).startsWith('{'))
        ? undefined
        : JSON.stringify({ error: { message: 'invalid tool call arguments' } }),
  },
  OpenRouter: {
    stop: 'stop',
    calls: (round) => [
      ': OPENROUTER PROCESSING\n\n',
      chunk({
        reasoning: 'hm',
        reasoning_details: [{ type: 'reasoning.encrypted', data: `d${round}` }],
      }),
      called({ id: `toolu_${round}` }, round),
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

/** An endpoint of that strictness: so many rounds of calls, then “Done.”. */
export const strictAnswers = (
  { calls, stop, refusal }: Strictness,
  rounds: number,
  bodies: () => readonly unknown[],
): Answer => {
  return (response, request) => {
    const messages = messagesOf(bodies().at(-1) as Body) // the request that is being answered
    const refused = refusal(messages)
    if (refused !== undefined) return refuse(400, refused)(response, request)
    const made = callsIn(messages).length
    const frames = made < rounds ? calls(made + 1) : [chunk({ content: 'Done.' }), end(stop)]
    return sse(...frames, usage)(response, request)
  }
}
