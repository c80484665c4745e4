import { alternating, withoutSystem } from './alternating.ts'
import { type Body, type Quirk, anyOf, changes, messagesOf } from './quirk.ts'

/** The system's role by its name: in quotes, or beside a word for what has it. */
const SYSTEM =
  /(?:['"`]\W{0,3}(?:system|developer)\W{0,3}['"`]|\b(?:system|developer)\W{1,4}(?:roles?|messages?|instructions?|prompts?|turns?)\b|\brole\W{1,4}(?:system|developer)\b)/
const REFUSED =
  /(?:\w+n't|cannot|not|never|no longer)(?: be)?(?: currently| yet| an?| any)* (?:support(?:ed)?|allow(?:ed)?|enabled|permit(?:ted)?|available|accept(?:ed)?|valid|recogni[sz]ed?|implemented|usable|used?|handled?|have|match)/
const WRONG = /(?:unsupported|unknown|invalid|unexpected|unrecognized|illegal|disallowed|wrong)/

/** How refusals say that a model has no system message. */
const NAMED = anyOf(
  [
    new RegExp(
      `${SYSTEM.source}[^.;]{0,40}?\\b(?:${REFUSED.source}|not one of|unsupported|disabled|invalid)`,
    ),
    new RegExp(`\\b${REFUSED.source}[^.;,]{0,20}?${SYSTEM.source}`),
    new RegExp(
      `\\b${WRONG.source}\\W{1,3}(?:message\\W{1,3})?(?:role|variant|value|tag)\\W{1,6}(?:system|developer)\\b`,
    ),
    // Where the role is not named, it is the one that some models lack.
    new RegExp(`\\b${WRONG.source} (?:message )?role\\b\\W*$`),
    new RegExp(`\\b${WRONG.source} message role\\b(?!\\W{1,6}(?:user|assistant|tool))`),
  ],
  'im',
)

const ROLE = /\W{0,3}\b(?:user|assistant|model|tool|function|system|developer)\b/
/** The roles that are taken, as a list of two or more. */
const LIST = new RegExp(
  `${ROLE.source}(?:\\W{0,4}(?:(?:,|\\bor\\b|\\band\\b|/|\\|)${ROLE.source}))+`,
  'i',
)
const TAKEN =
  /\broles?\b.*\b(?:only|should|must|expected|permitted|allowed|valid|supported|one of)\b|\b(?:only|should|must|expected|permitted|allowed|valid|supported|one of)\b.*\broles?\b/is

const listsOthers = (said: string): boolean => {
  const list = LIST.exec(said)?.[0]
  return list !== undefined && TAKEN.test(said) && !/system|developer/i.test(list)
}

/** Whether a refusal is of a message with a number whose role is known everywhere. */
const isOfOther = (said: string, body: Body): boolean => {
  const place = /\bmessages?\W+(\d+)\b/i.exec(said)?.[1]
  const role = place === undefined ? undefined : messagesOf(body)[Number(place)]?.['role']
  return role === 'assistant' || role === 'tool'
}

/**
 * Models that know no system message.
 * @param order how refusals name the order of messages
 * @param last how they name the last message
 */
export const systemQuirk = (order: RegExp, last: RegExp): Quirk => ({
  named: /./s,
  isAbout: (said, body) => {
    if (isOfOther(said, body)) return false
    const messages = messagesOf(body)
    // Nothing is left to alternate but the system's message.
    if (order.test(said)) return JSON.stringify(alternating(messages)) === JSON.stringify(messages)
    return NAMED.test(said) || (!last.test(said) && listsOthers(said))
  },
  ...changes(withoutSystem),
})
