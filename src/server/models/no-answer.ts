import { ANSWERED_NOTHING, answeredPage, answeredWords } from './endpoint-words.ts'
import { ModelError } from './model.ts'
import { saidIn } from './said.ts'

/** What an endpoint gave with status 200 that is no answer: a page, such as a proxy's, or a few words. */
export const noAnswer = (text: string): ModelError => {
  if (/^\s*<(?:!|\?|html|head|body)/i.test(text)) {
    const title = /<(title|h1)\b[^>]*>([^<]+)/i.exec(text)?.[2]
    return inWords(answeredPage(plain(title)), answeredPage(undefined))
  }
  const said = plain(saidIn(text)?.message)
  return said === undefined
    ? inWords(ANSWERED_NOTHING, ANSWERED_NOTHING)
    : inWords(answeredWords(said), answeredWords(undefined))
}

const inWords = (message: string, reason: string): ModelError =>
  new ModelError('server_error', message, { reason })

const plain = (text: string | undefined): string | undefined =>
  text?.replaceAll(/\s+/g, ' ').trim() || undefined
