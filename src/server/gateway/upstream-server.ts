import type { Config } from '../config.ts'
import { isVersionName, secretsOf as secretsOfEndpoint } from '../models/secrets.ts'
import { ClientKeys } from './client-keys.ts'

/** Where the API is answered by another server. */
export interface Upstream {
  /** Up to the path of an operation, and a query that goes with each, such as Azure's `?api-version=`. */
  url: string
  /** Sent instead of whatever key the client has; without one, the client's own is passed on. */
  key: string | undefined
  /** Those that clients have. */
  clientKeys: ClientKeys
}

/** What requests are sent with that stands in no answer: it would be kept, and shown to others. */
export const secretsOf = ({ url, key, clientKeys }: Upstream): string[] => [
  ...(key === undefined ? clientKeys.all : []),
  ...secretsOfEndpoint({ apiKey: key, baseUrl: url }),
]

/** Where an operation is asked for: `path` is its own, with its query. What the request names itself goes as it names it. */
export const addressAt = ({ url }: Pick<Upstream, 'url'>, path: string): string => {
  const [base = '', query = ''] = url.split(/\?(.*)/s)
  const own = new URLSearchParams(path.split(/\?(.*)/s)[1])
  const added = query.split('&').filter((part) => part !== '' && !own.has(nameOf(part)))
  if (added.length === 0) return `${base}${path}`
  return `${base}${path}${path.includes('?') ? '&' : '?'}${added.join('&')}`
}

const nameOf = (part: string): string => new URLSearchParams(part).keys().next().value ?? ''

/** The server that the settings name, in front of which this one stands. */
export const upstreamOf = ({
  upstreamUrl,
  upstreamKey,
}: Pick<Config, 'upstreamUrl' | 'upstreamKey'>): Upstream | undefined =>
  upstreamUrl === undefined
    ? undefined
    : { url: upstreamUrl, key: upstreamKey, clientKeys: new ClientKeys() }

/** What says to the other server who asks: Azure's, which want a version with each request, know a key by a header of their own. */
export const keyHeaders = ({ url }: Pick<Upstream, 'url'>, key: string): Record<string, string> => {
  const query = new URL(url).searchParams
  return {
    authorization: `Bearer ${key}`,
    ...([...query.keys()].some(isVersionName) && { 'api-key': key }),
  }
}
