import { downloadHeaders, nameIn, pictureEnding } from '../http/download.ts'
import { secretsMasked, withoutSecrets } from '../models/secrets.ts'
import { ApiError, FINAL, clip } from '../refusals/api-error.ts'
import { eventsWithoutSecrets } from './masked-events.ts'
import { knownEvents, knownLetters } from './wide-letters.ts'

/** What another server's answer says to whoever asked it. Whatever would speak to a browser stays out. */
const PASSED =
  /^(content-type|content-length|allow|retry-after|retry-after-ms|x-should-retry|openai-.*|x-ratelimit-.*|idempotent-replayed|x-accel-buffering)$/

/** What the API answers in, but for files. */
const TEXT = /^(application\/json|text\/event-stream|text\/plain)\s*(;|$)/i
/** The same as every browser reads it: of some that say more, a browser reads another one. */
const PLAIN_TEXT = /^[a-z]+\/[a-z-]+\s*(;\s*charset\s*=\s*"?[\w-]+"?\s*)?$/i

const STREAM = /^text\/event-stream\s*(;|$)/i

export const isStream = (type: string | null): boolean => type !== null && STREAM.test(type)

/** What a browser would run or draw: no operation of the API answers it, a page in front of it does. */
const PAGE =
  /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|(text|application)\/javascript)\s*(;|$)/i

/** Charsets whose letters of ASCII are the bytes of ASCII: in any other a key is written in other bytes. */
const LIKE_ASCII = /^(utf-?8|(us-)?ascii|latin-?1|iso-8859-\d+|windows-125\d)?$/i

/** The bytes of a file are kept for so long, in seconds: a page in its place is not there for ever. */
const FILE_SECONDS = 300

interface Answered {
  /** Are in no words of its body: a server may repeat what it was sent. */
  secrets: readonly string[]
  /** The bytes of a file were asked for, which stand as they are. */
  isFile: boolean
}

/**
 * Another server's answer, as it was heard, as one of ours, which a browser may be given.
 * @throws {ApiError} 502 for a page where an answer of the API should be, or letters that cannot be masked
 */
export const toSafeResponse = async (
  response: Response,
  { secrets, isFile: isFileAsked }: Answered,
): Promise<Response> => {
  const { body: given, status } = response
  // A refusal in its place is in words.
  const isFile = isFileAsked && response.ok
  const type = response.headers.get('content-type')
  if (
    given &&
    !isFile &&
    type !== null &&
    !charsetsIn(type).every((each) => LIKE_ASCII.test(each))
  ) {
    void given.cancel().catch(() => undefined)
    throw noCharset(type)
  }
  const headers = new Headers()
  for (const [name, value] of response.headers) {
    if (PASSED.test(name)) headers.set(name, value)
  }
  const isText = type !== null && TEXT.test(type)
  const isOfEvents = isStream(type)
  const isTold = !isFile && (isText || type === null || !response.ok)
  const body = isTold ? await inKnownLetters(given, type) : given
  if (isText) {
    if (!PLAIN_TEXT.test(type)) headers.set('content-type', type.split(/[\s;]/, 1)[0] ?? '')
    if (isOfEvents) {
      headers.set('cache-control', 'no-cache, no-transform')
      headers.delete('content-length')
    }
  } else if (response.ok && body && !isFile && type !== null && PAGE.test(type)) {
    void body.cancel().catch(() => undefined)
    throw noAnswer(type)
  } else if (response.ok && body && (isFile || type !== null)) {
    for (const [name, value] of Object.entries(downloadHeaders(nameOf(response, secrets)))) {
      headers.set(name, value)
    }
    headers.set('cache-control', isFile ? `private, max-age=${FILE_SECONDS}` : 'no-store')
    if (isFile) return new Response(body, { status, headers })
  } else {
    headers.set('content-type', 'text/plain; charset=utf-8')
  }
  if (!body || secrets.length === 0) return new Response(body, { status, headers })
  headers.delete('content-length')
  const masked = body.pipeThrough((isOfEvents ? eventsWithoutSecrets : secretsMasked)(secrets))
  return new Response(masked, { status, headers })
}

const noAnswer = (type: string): ApiError =>
  new ApiError(
    502,
    'upstream_page',
    `The upstream server answered a page (${clip(type)}) where the API should answer.`,
    null,
    // What it may have done would be done again.
    { headers: FINAL },
  )

/** A type that names two is read by the first or the last, as its reader likes. */
const charsetsIn = (type: string): string[] =>
  [...type.matchAll(/;\s*charset\s*=\s*["']?([^"';,\s]*)/gi)].map(([, charset = '']) => charset)

const inKnownLetters = async (
  body: Response['body'],
  type: string | null,
): Promise<Response['body']> => {
  const refusal = noCharset(`${type ?? 'no type'}, in UTF-16 or UTF-32 by its beginning`)
  if (!body) return null
  return isStream(type) ? body.pipeThrough(knownEvents(refusal)) : knownLetters(body, refusal)
}

const noCharset = (type: string): ApiError =>
  new ApiError(
    502,
    'upstream_charset',
    `The upstream server answered in a charset that is not read (${clip(type)}). The API answers in UTF-8.`,
    null,
    // What it may have done would be done again.
    { headers: FINAL },
  )

/** What the file is called; where nobody says, a picture is one by its type. */
const nameOf = ({ headers }: Response, secrets: readonly string[]): string => {
  const [type = ''] = (headers.get('content-type') ?? '').toLowerCase().split(/[\s;]/, 1)
  // It was decoded, and may hold now what it did not in its header.
  const name = withoutSecrets(nameIn(headers.get('content-disposition')) ?? '', secrets)
  return name || `file${pictureEnding(type) ?? ''}`
}
