import type { Config } from '../config.ts'

/** Where the API is answered by another server. */
export interface Upstream {
  url: string
  /** Sent instead of whatever key the client has; without one, the client's own is passed on. */
  key: string | undefined
}

/** The server that the settings name, in front of which this one stands. */
export const upstreamOf = ({
  upstreamUrl,
  upstreamKey,
}: Pick<Config, 'upstreamUrl' | 'upstreamKey'>): Upstream | undefined =>
  upstreamUrl === undefined ? undefined : { url: upstreamUrl, key: upstreamKey }
