import { forbidden } from './api-error.ts'

const LOOPBACK = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether a name reaches only this machine. */
export const isLoopback = (host: string): boolean =>
  LOOPBACK.test(host.toLowerCase()) || host === '::1'

const hostOf = (request: Request) => request.headers.get('host') ?? new URL(request.url).host

/** The browser's own word for where a request comes from; scripts cannot set it. */
const site = (request: Request) => request.headers.get('sec-fetch-site')

/**
 * Refuses requests that reached us under a foreign name: a web page can point its own name at this
 * machine (DNS rebinding) and would then be "same-origin" with us.
 * @throws {ApiError} 403
 */
export const checkHost = (request: Request, boundHost: string): void => {
  const host = hostOf(request)
  const name = host.replace(/:\d+$/, '')
  if (isLoopback(name) || name.toLowerCase() === boundHost.toLowerCase()) return
  throw forbidden('Requests to this server must use its own address.')
}

/**
 * Refuses what a page of another origin sends through its reader's browser.
 * @throws {ApiError} 403
 */
export const checkOrigin = (request: Request): void => {
  const from = site(request)
  const origin = request.headers.get('origin')
  const foreign = origin !== null && !isOwn(origin, request)
  if (from === 'cross-site' || from === 'same-site' || foreign) {
    throw forbidden('Requests from pages of another origin are refused.')
  }
}

const isOwn = (origin: string, request: Request): boolean =>
  URL.canParse(origin) && new URL(origin).host === hostOf(request)

/** Whether the console's own pages sent this: the only requests that need no key. */
export const isConsole = (request: Request): boolean => {
  const from = site(request)
  if (from !== null) return from === 'same-origin'
  const origin = request.headers.get('origin')
  return origin !== null && isOwn(origin, request)
}
