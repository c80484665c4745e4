import { type Body, type Quirk, anyOf, callsOf, changes, messagesOf, omit } from './quirk.ts'

/** How refusals name a message's content: by its place, by what it should be, or by what it is alone. */
const CONTENT = anyOf(
  [
    /messages?\W+\d+\W+content\b(?!\W{1,4}\d)/, // a part of it has a number
    /\bcontent\b(?! (?:filter|management|polic|violat))\W{0,4}[^{}",]{0,60}(?:string|\bnull\b|\bnil\b|\bnone\b|required|missing|empty|blank)/,
    /\b(?:missing|required|invalid|empty)\b[^{},]{0,40}\bcontent\b(?! (?:filter|management|polic|violat))/,
    /input should be a valid string|invalid type: null, expected a string|NoneType/,
    /\bmessage[^{}",]{0,60}(?:must not|cannot|can't) be empty/,
  ],
  'i',
)
/** How they say that text is missing. */
const EMPTY = anyOf(
  [
    /\b(?:content|text|messages?|output|result)\b.*\b(?:empty|blank|non-whitespace|at least (?:1|one)|too.?short|greater than (?:0|zero))\b/,
    /\b(?:empty|blank)\b.*\b(?:content|text|messages?|output|result)\b(?! (?:filter|management|polic|violat))/,
  ],
  'is',
)

/** What stands for the output of a tool that gave none. */
const NO_OUTPUT = '(empty)'

const isEmptyOutput = ({ role, content }: Body = {}): boolean =>
  role === 'tool' && typeof content === 'string' && content.trim() === ''

/** Whether a refusal is of a tool's empty output, rather than of the call that has no text of its own. */
const isOfOutput = (said: string, body: Body): boolean => {
  const messages = messagesOf(body)
  if (!messages.some(isEmptyOutput) || /\brole\W{1,4}assistant\b/i.test(said)) return false
  const place = /\b(?:messages?\W+|position |index )(\d+)/i.exec(said)?.[1]
  if (place !== undefined) {
    // Some do not count the system's message.
    const [named, next] = messages.slice(Number(place))
    if (isEmptyOutput(named)) return true
    if (messages[0]?.['role'] === 'system' && isEmptyOutput(next)) return true
    if (named?.['role'] === 'assistant') return false
  }
  return EMPTY.test(said) || messages.every(({ content }) => content !== null)
}

/** What some refuse of the content of messages. */
export const CONTENT_QUIRKS: readonly Quirk[] = [
  {
    named: anyOf([CONTENT, EMPTY], 'is'),
    isAbout: isOfOutput,
    ...changes((messages) =>
      messages.map((message) =>
        isEmptyOutput(message) ? { ...message, content: NO_OUTPUT } : message,
      ),
    ),
  },
  // Null comes first: others refuse empty text, which a router may do after its first refusal.
  {
    named: CONTENT,
    isAbout: (...refusal) => !isOfOutput(...refusal),
    ...changes((messages) =>
      messages.map((message) => ({
        ...message,
        ...(message['content'] === null && { content: '' }),
      })),
    ),
  },
  {
    named: anyOf([EMPTY, /\b(?:content|text|message)\b.*\bnot both\b/], 'is'),
    isAbout: (...refusal) => !isOfOutput(...refusal),
    ...changes((messages) =>
      messages.map((message) =>
        message['content'] === '' && callsOf(message).length > 0
          ? omit('content')(message)
          : message,
      ),
    ),
  },
]
