import type { Config } from '../config.ts'
import { ClientKeys } from './client-keys.ts'

/** Where the API is answered by another server. */
export interface Upstream {
  url: string
  /** Sent instead of whatever key the client has; without one, the client's own is passed on. */
  key: string | undefined
  /** Those that clients have. */
  clientKeys: ClientKeys
}

/** What requests are sent with that stands in no answer: it would be kept, and shown to others. */
export const secretsOf = ({ key, clientKeys }: Upstream): string[] =>
  key === undefined ? clientKeys.all : [key]

/** The server that the settings name, in front of which this one stands. */
export const upstreamOf = ({
  upstreamUrl,
  upstreamKey,
}: Pick<Config, 'upstreamUrl' | 'upstreamKey'>): Upstream | undefined =>
  upstreamUrl === undefined
    ? undefined
    : { url: upstreamUrl, key: upstreamKey, clientKeys: new ClientKeys() }
