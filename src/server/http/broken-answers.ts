import { ServerResponse } from 'node:http'

import type { Logger } from 'pino'

import { systemCode } from '../error-code.ts'
import type { App } from './app-env.ts'

type Fetch = App['fetch']
type Bytes = ReadableStream<Uint8Array>

/**
 * Answers whose body breaks off after its head was sent: their connection is cut, so that nobody takes them
 * for whole, and the log says why. Node's server would print the error, with all that it holds: where
 * another server broke off, what that sent.
 */
export const cutWhereBroken =
  (fetch: Fetch, log: Logger): Fetch =>
  async (request, env, ...rest) => {
    const response = await fetch(request, env, ...rest)
    const { outgoing } = Object(env) as { outgoing?: unknown } // read as unknown
    const body = outgoing instanceof ServerResponse ? streamIn(response) : undefined
    if (!body || !(outgoing instanceof ServerResponse)) return response
    const { status, headers } = response
    const onFailure = (error: unknown) => {
      // One whose client has gone breaks off, too.
      if (outgoing.destroyed) return
      log.warn({ ...whyOf(error), requestId: headers.get('x-request-id') }, 'an answer broke off')
      outgoing.destroy()
    }
    return new Response(unbroken(body, onFailure), { status, headers })
  }

/**
 * The body of an answer that is a stream. An answer made for Node's server keeps what it was made of in a
 * field without a name: asked for its body, it would make a stream of a text too, and forget its length.
 */
const streamIn = (response: Response): Bytes | undefined => {
  const fields = Object.getOwnPropertySymbols(response).map((name): unknown =>
    Reflect.get(response, name),
  )
  const made = fields.find((field) => Array.isArray(field))
  if (!made) return response.body ?? undefined
  return made.find((each: unknown) => each instanceof ReadableStream)
}

/** The same body; where it fails it stands still: whoever is told of that cuts it. */
const unbroken = (body: Bytes, onFailure: (error: unknown) => void): Bytes => {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          onFailure(error)
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** The code says what broke off elsewhere, or the error's name; what is neither has its place in our sources. */
const whyOf = (error: unknown): { code: string } | { err: unknown } => {
  const code = systemCode(error) ?? nameOf(error)
  return code === undefined ? { err: error } : { code }
}

const nameOf = (error: unknown, depth = 0): string | undefined => {
  if (!(error instanceof Error) || depth > 4) return undefined
  return /^(Type|Range|Reference)?Error$/.test(error.name)
    ? nameOf(error.cause, depth + 1)
    : error.name
}
