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
    /\b(?:contents?|text|messages?|output|result)\b.*\b(?:empty|blank|non-whitespace|at least (?:1|one)|too.?short|greater than (?:0|zero))\b/,
    /\b(?:empty|blank)\b.*\b(?:content|text|messages?|output|result)\b(?! (?:filter|management|polic|violat))/,
  ],
  'is',
)

/** What stands where a tool gave no output, or a message has no letter. */
const NOTHING = '(empty)'

const isBlank = (text: unknown): boolean => typeof text === 'string' && text.trim() === ''

const isEmptyOutput = ({ role, content }: Body = {}): boolean => role === 'tool' && isBlank(content)

/** The messages that a refusal may mean by a number: some do not count the system's. */
const placedIn = (said: string, messages: Body[]): Body[] | undefined => {
  const place = /\b(?:messages?\W+|position |index )(\d+)/i.exec(said)?.[1]
  if (place === undefined) return undefined
  const isFromSystem = messages[0]?.['role'] === 'system'
  return messages.slice(Number(place)).slice(0, isFromSystem ? 2 : 1)
}

/** Whether a refusal is of a tool's empty output, rather than of the call that has no text of its own. */
const isOfOutput = (said: string, body: Body): boolean => {
  const messages = messagesOf(body)
  if (!messages.some(isEmptyOutput) || /\brole\W{1,4}assistant\b/i.test(said)) return false
  const placed = placedIn(said, messages)
  if (placed?.some(isEmptyOutput)) return true
  if (placed?.[0]?.['role'] === 'assistant') return false
  return EMPTY.test(said) || messages.every(({ content }) => content !== null)
}

const isBlankPart = ({ text }: Body): boolean => isBlank(text)

const partsOf = ({ content }: Body): Body[] => (Array.isArray(content) ? (content as Body[]) : []) // built by us: objects

/** Whether a message that has no call is nothing but blanks, or has a part that is. */
const isBlankMessage = (message: Body): boolean => {
  if (message['role'] === 'tool' || callsOf(message).length > 0) return false
  return isBlank(message['content']) || partsOf(message).some(isBlankPart)
}

/** Whether a refusal is of a message of blanks, where it is of no tool's output and of no call. */
const isOfBlank = (said: string, body: Body): boolean => {
  const messages = messagesOf(body)
  if (!EMPTY.test(said) || isOfOutput(said, body) || !messages.some(isBlankMessage)) return false
  const placed = placedIn(said, messages)
  return (
    !placed || placed.some(isBlankMessage) || placed.every((each) => callsOf(each).length === 0)
  )
}

/** The same message with something to read in it; undefined where it is not needed. */
const legible = (message: Body): Body | undefined => {
  if (!isBlankMessage(message)) return message
  if (message['role'] === 'system') return undefined
  const rest = partsOf(message).filter((part) => !isBlankPart(part))
  return { ...message, content: rest.length > 0 ? rest : NOTHING }
}

const isOfCall = (...refusal: [said: string, body: Body]): boolean =>
  !isOfOutput(...refusal) && !isOfBlank(...refusal)

/** What some refuse of the content of messages. */
export const CONTENT_QUIRKS: readonly Quirk[] = [
  {
    named: anyOf([CONTENT, EMPTY], 'is'),
    isAbout: isOfOutput,
    ...changes((messages) =>
      messages.map((message) =>
        isEmptyOutput(message) ? { ...message, content: NOTHING } : message,
      ),
    ),
  },
  {
    named: EMPTY,
    isAbout: isOfBlank,
    ...changes((messages) => messages.map(legible).filter((message) => message !== undefined)),
  },
  // Null comes first: others refuse empty text, which a router may do after its first refusal.
  {
    named: CONTENT,
    isAbout: isOfCall,
    ...changes((messages) =>
      messages.map((message) => ({
        ...message,
        ...(message['content'] === null && { content: '' }),
      })),
    ),
  },
  {
    named: anyOf([EMPTY, /\b(?:content|text|message)\b.*\bnot both\b/], 'is'),
    isAbout: isOfCall,
    ...changes((messages) =>
      messages.map((message) =>
        isBlank(message['content']) && callsOf(message).length > 0
          ? omit('content')(message)
          : message,
      ),
    ),
  },
]
