import { downloadHeaders, nameIn } from '../http/download.ts'

/** What another server's answer says to whoever asked it. Whatever would speak to a browser stays out. */
const PASSED =
  /^(content-type|content-length|location|allow|www-authenticate|retry-after|retry-after-ms|x-should-retry|openai-.*|x-ratelimit-.*|idempotent-replayed|x-accel-buffering)$/

/** What the API answers in; all else are files. */
const TEXT = /^(application\/json|text\/event-stream|text\/plain)\s*(;|$)/i

const PICTURE = /^image\/(png|jpeg|gif|webp|avif|bmp)\s*(;|$)/i

/** Another server's answer as one of ours, which a browser may be given. */
export const toSafeResponse = (response: Response): Response => {
  const { body, status, statusText } = response
  const type = response.headers.get('content-type')
  const headers = new Headers([...response.headers].filter(([name]) => PASSED.test(name)))
  if (type !== null && TEXT.test(type)) {
    if (type.startsWith('text/event-stream')) headers.set('cache-control', 'no-cache, no-transform')
  } else if (response.ok && body) {
    for (const [name, value] of Object.entries(downloadHeaders(nameOf(response)))) {
      headers.set(name, value)
    }
  } else {
    headers.set('content-type', 'text/plain; charset=utf-8')
  }
  return new Response(body, { status, statusText, headers })
}

/** What the file is called; where nobody says, a picture is one by its type. */
const nameOf = ({ headers }: Response): string => {
  const [, kind] = PICTURE.exec(headers.get('content-type') ?? '') ?? []
  return nameIn(headers.get('content-disposition')) ?? (kind ? `file.${kind}` : 'file')
}
