import type { Config } from '../config.ts'
import { isLoopbackAddress } from '../loopback.ts'
import { forbidden } from '../refusals/api-error.ts'

/** Who may ask: under which names the server is reached, and from which pages. */
export type Door = Pick<Config, 'host' | 'publicOrigin' | 'allowedOrigins' | 'role'>

/** Names that no other machine can have: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const OWN_NAME = /^([a-z0-9-]+\.)*localhost$/

/** With any port: where one is forwarded to this server, its clients name the one that they know. */
const isLoopbackName = (name: string): boolean =>
  OWN_NAME.test(name) || isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'))

const hostOf = (request: Request) =>
  (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()

/** The browser's own word for where a request comes from; scripts cannot set it. */
const site = (request: Request) => request.headers.get('sec-fetch-site')

/** A host as the origin's own URL has it: without the port that its scheme means anyway. */
const isPublicHost = (host: string, { publicOrigin }: Door): boolean => {
  if (publicOrigin === undefined) return false
  const { protocol, host: own } = new URL(publicOrigin)
  const asked = `${protocol}//${host}`
  return URL.canParse(asked) && new URL(asked).host === own
}

/**
 * Refuses requests that reached us under a foreign name: a web page can point its own name at this
 * machine (DNS rebinding) and would then be "same-origin" with us.
 * @throws {ApiError} 403
 */
export const checkHost = (request: Request, door: Door): void => {
  const host = hostOf(request)
  const name = host.replace(/:\d+$/, '')
  if (isLoopbackName(name) || name === door.host.toLowerCase() || isPublicHost(host, door)) return
  throw forbidden(
    'Requests to this server must use its own address, or the one that CLEW_PUBLIC_URL names.',
  )
}

/**
 * Refuses what a page of another origin sends through its reader's browser, but for the origins that
 * are allowed.
 * @throws {ApiError} 403
 */
export const checkOrigin = (request: Request, door: Door): void => {
  const origin = request.headers.get('origin')
  if (origin !== null && (isAllowed(origin, door) || isPublic(origin, door))) return
  const from = site(request)
  const foreign = origin !== null && !isOwn(origin, request, door)
  if (from === 'cross-site' || from === 'same-site' || foreign) {
    throw forbidden('Requests from pages of another origin are refused.')
  }
}

/** Whether pages of this origin were given leave to ask. */
export const isAllowed = (origin: string, { allowedOrigins }: Door): boolean =>
  allowedOrigins.includes(origin)

const isPublic = (origin: string, { publicOrigin }: Door): boolean => origin === publicOrigin

/**
 * Whether an origin is the address that was asked, as a browser writes it. The server speaks http alone: what
 * a proxy serves by https has another origin, which `publicOrigin` names, and counts in its own scheme alone.
 */
const isOwn = (origin: string, request: Request, door: Door): boolean => {
  const host = hostOf(request)
  if (isPublicHost(host, door) || !URL.canParse(`http://${host}`)) return false
  return origin === new URL(`http://${host}`).origin
}

/** Whether the console's own pages sent this: the only requests that need no key. */
export const isConsole = (request: Request, door: Door): boolean => {
  const from = site(request)
  if (from !== null) return from === 'same-origin'
  const origin = request.headers.get('origin')
  return origin !== null && (isPublic(origin, door) || isOwn(origin, request, door))
}
