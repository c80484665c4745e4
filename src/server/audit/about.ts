import type { Upstream } from '../gateway/upstream-server.ts'
import type { Mirror } from '../mirror/mirror.ts'

/** What handlers of the console's operations know of the server they are in. */
export interface About {
  version: string
  /** The server that answers `/v1` instead of this one. */
  upstream: Upstream | undefined
  /** The copy of that server. */
  mirror: Mirror | undefined
  /** Aborts when the server stops: open feeds end. */
  closing: AbortSignal
}
