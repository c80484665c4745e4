type Message = Record<string, unknown>

/** What stands where a model wants a user's word and the thread has none. */
const SILENCE = '…'
const GO_ON = 'Continue.'

/**
 * Messages as templates want them that know only turns: the user first and last, and no two messages
 * of one role after each other. Neighbours are joined; nothing that was said is left out.
 */
export const alternating = (messages: Message[]): Message[] => {
  const system = messages.filter(({ role }) => role === 'system')
  const joined: Message[] = []
  for (const message of messages) {
    if (message['role'] === 'system') continue
    const last = joined.at(-1)
    const isAfter = last?.['role'] === message['role'] && message['role'] !== 'tool'
    if (last && isAfter && !last['tool_calls']) joined[joined.length - 1] = join(last, message)
    else joined.push(message)
  }
  if (joined[0]?.['role'] === 'assistant') joined.unshift({ role: 'user', content: SILENCE })
  return [...system, ...endedByUser(joined)]
}

/** The same messages for models that do not go on with what an assistant said: a user or a tool is last. */
export const endedByUser = (messages: Message[]): Message[] => {
  const role = messages.at(-1)?.['role']
  if (role === 'user' || role === 'tool') return messages
  return [...messages, { role: 'user', content: role === 'assistant' ? GO_ON : SILENCE }]
}

/** The same where a model has no system message: its words begin the first message of the user. */
export const withoutSystem = (messages: Message[]): Message[] => {
  const isSystem = ({ role }: Message) => role === 'system'
  const system = messages.filter(isSystem)
  const others = messages.filter((message) => !isSystem(message))
  if (system.length === 0) return messages
  const [first, ...rest] = others
  const told = system
    .map((message): Message => ({ ...message, role: 'user' }))
    .reduce((all, each) => join(all, each))
  return first?.['role'] === 'user' ? [join(told, first), ...rest] : [told, ...others]
}

const join = (first: Message, second: Message): Message => ({
  ...first,
  ...second,
  content: joinContent(first['content'], second['content']),
})

const joinContent = (first: unknown, second: unknown): unknown => {
  if (first === null || first === undefined || first === '') return second
  if (second === null || second === undefined || second === '') return first
  if (typeof first === 'string' && typeof second === 'string') return `${first}\n\n${second}`
  return [...partsOf(first), ...partsOf(second)]
}

const partsOf = (content: unknown): unknown[] =>
  Array.isArray(content) ? content : [{ type: 'text', text: content }]
