import { type EventFrame, createEventDecoder } from '#contract/sse.ts'

import { SDK_HEADERS } from '../app.ts'

/** The server went away before it had answered. */
export class Gone extends Error {
  override name = 'Gone'
}

/** Requests to a server that may be killed at any moment. */
export class Api {
  readonly #base: string

  constructor(base: string) {
    this.#base = base
  }

  /** @throws {Gone} */
  async open(method: string, path: string, body?: unknown): Promise<Response> {
    const init: RequestInit = { method, headers: SDK_HEADERS }
    if (body instanceof FormData) init.body = body
    else if (body !== undefined) {
      init.body = JSON.stringify(body)
      init.headers = { ...SDK_HEADERS, 'content-type': 'application/json' }
    }
    return goneUnlessWhole(fetch(`${this.#base}/v1${path}`, init))
  }

  /** The type is the caller's claim. @throws {Gone} @throws on any status but 200 */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.open(method, path, body)
    const text = await goneUnlessWhole(response.text())
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }

  /** Frames go into `into` as they come. Settles at the stream's end. @throws {Gone} */
  async stream(
    response: Response,
    into: EventFrame[],
    isEnough: () => boolean = () => false,
  ): Promise<void> {
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    const decoder = createEventDecoder()
    if (!response.body) throw new Error('a stream without a body')
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await goneUnlessWhole(reader.read())
      if (done) return
      into.push(...decoder.decode(value))
      if (!isEnough()) continue
      await reader.cancel().catch(() => undefined)
      return
    }
  }
}

const goneUnlessWhole = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    throw new Gone('no answer', { cause: error })
  }
}
