export type Body = Record<string, unknown>

/** Something that some models refuse, though a request can say the same without it. */
export interface Quirk {
  /** How a refusal names it. */
  named: RegExp
  /** Whether such a refusal is of this in the request, where others are named by the same words. */
  isAbout?: (said: string, body: Body) => boolean
  /** Whether the request can do without it: a value that was chosen is never given up. */
  isIdle(body: Body): boolean
  without(body: Body): Body
}

export const omit =
  (...names: string[]) =>
  (body: Body): Body =>
    Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))

export const messagesOf = (body: Body): Body[] => {
  const { messages } = body
  return Array.isArray(messages) ? (messages as Body[]) : [] // built by us: objects
}
export const callsOf = ({ tool_calls: calls }: Body): Body[] =>
  Array.isArray(calls) ? (calls as Body[]) : [] // built by us: objects

const withMessages = (body: Body, change: (messages: Body[]) => Body[]): Body => ({
  ...body,
  messages: change(messagesOf(body)),
})
export const changes = (
  change: (messages: Body[]) => Body[],
): Pick<Quirk, 'isIdle' | 'without'> => ({
  isIdle: (body) => {
    const messages = messagesOf(body)
    return JSON.stringify(change(messages)) !== JSON.stringify(messages)
  },
  without: (body) => withMessages(body, change),
})

export const anyOf = (patterns: readonly RegExp[], flags: string): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), flags)
