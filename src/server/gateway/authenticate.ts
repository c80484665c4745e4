import { type Door, checkOrigin, isConsole } from '../http/origin.ts'
import type { Principal } from '../http/principal.ts'
import { ApiError } from '../refusals/api-error.ts'

const ANY_KEY: Principal = { kind: 'key', role: 'administrator' }

const CHALLENGE = { headers: { 'www-authenticate': 'Bearer' } }

const noKey = () =>
  new ApiError(
    401,
    null,
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    null,
    CHALLENGE,
  )
const badKey = () =>
  new ApiError(401, 'invalid_api_key', 'Incorrect API key provided.', null, CHALLENGE)

/**
 * Who asks: the reader of the console's own pages, or a client with a key. There are no accounts, and
 * the server binds to loopback only, so any key is a good one.
 * @throws {ApiError} 401, or 403 for pages of another origin
 */
export const authenticate = (request: Request, door: Door): Principal => {
  checkOrigin(request, door)
  const header = request.headers.get('authorization')
  if (header === null) {
    if (isConsole(request, door)) return { kind: 'owner', role: door.role }
    if (request.headers.get('api-key')?.trim()) return ANY_KEY
    throw noKey()
  }
  const [, scheme = '', key = ''] = /^(\S*)\s*(.*)$/.exec(header.trim()) ?? []
  if (key === '') throw noKey()
  if (scheme.toLowerCase() !== 'bearer') throw badKey()
  return ANY_KEY
}
