import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import type { Mirror } from '../mirror/mirror.ts'
import { Refused, Unreachable } from '../mirror/upstream-client.ts'
import { isPlainId } from '../plain-segment.ts'
import { ApiError } from '../refusals/api-error.ts'
import type { About } from './about.ts'

export const mirrorHandlers = ({ mirror: copy }: Pick<About, 'mirror'>) =>
  ({
    getMirror: () => requireMirror(copy).told(),

    async addMirroredThreads({ body }) {
      const mirror = requireMirror(copy)
      const given = Object.values(body).filter((way) => way !== undefined)
      if (given.length !== 1) {
        throw new ApiError(
          400,
          'invalid_value',
          "Name the threads by 'thread_ids' or by when they were 'created', one of both.",
        )
      }
      const wrong = body.thread_ids?.find((id) => !isPlainId(id))
      if (wrong !== undefined) {
        throw new ApiError(
          400,
          'invalid_value',
          `Invalid 'thread_ids': '${wrong.slice(0, 100)}' is no id of a thread.`,
          'thread_ids',
        )
      }
      try {
        await mirror.add(body)
      } catch (error) {
        throw asRefusal(error)
      }
      return mirror.told()
    },

    async getMirroredThread({ params: { thread_id: id } }) {
      const mirror = requireMirror(copy)
      // Whoever asks how old it is reads it.
      await mirror.seen(id)
      return mirror.thread(id)
    },

    async refreshMirroredThread({ params: { thread_id: id } }) {
      const mirror = requireMirror(copy)
      await mirror.refresh(id)
      return mirror.thread(id)
    },
  }) satisfies Partial<Handlers<OwnOperationName>>

/** @throws {ApiError} 400 where this server's threads are its own */
const requireMirror = (mirror: Mirror | undefined): Mirror => {
  if (mirror) return mirror
  throw new ApiError(
    400,
    'no_upstream',
    'This server stands in front of no other: its threads are its own. CLEW_UPSTREAM_URL names another.',
  )
}

const asRefusal = (error: unknown): unknown => {
  if (error instanceof Refused) {
    return new ApiError(
      400,
      'upstream_lists_nothing',
      `The upstream server does not tell which threads were made when (${error.status}: ${error.message}). Name them by their ids.`,
      'created',
    )
  }
  if (error instanceof Unreachable)
    return new ApiError(502, 'upstream_unreachable', 'The upstream server cannot be reached.')
  return error
}
