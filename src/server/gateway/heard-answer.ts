import { secretScan } from '../models/secret-forms.ts'
import { ApiError, FINAL } from '../refusals/api-error.ts'
import { unpacked } from './packed-answer.ts'

interface Hearing {
  /** What the request was sent with: a server may repeat it. */
  secrets: readonly string[]
  /** Whether the bytes of a file were asked for. */
  isFile: boolean
}

/**
 * Another server's answer, unpacked, as all others here read it: no header of it holds a secret, so that
 * whatever quotes one quotes none. The words beside its status stay behind: they may be in letters that no
 * answer of ours can have.
 * @throws {ApiError} 502 for a status that is none, or a body that cannot be unpacked
 */
export const heardAnswer = async (
  { status, headers: given, body }: Response,
  { secrets, isFile }: Hearing,
): Promise<Response> => {
  if (status < 200 || status > 599) {
    void body?.cancel().catch(() => undefined)
    const message = `The upstream server answered ${status}, which is no status of an answer.`
    throw new ApiError(502, 'upstream_status', message, null, { headers: FINAL })
  }
  const headers = maskedHeaders(given, secrets)
  const isRedirect = status >= 300 && status <= 399
  const read = isRedirect ? body : await unpacked({ body, headers }, { isFile })
  return new Response(read, { status, headers })
}

/** Headers without the secrets in what they say; one whose name holds a secret is left out. */
const maskedHeaders = (given: Headers, secrets: readonly string[]): Headers => {
  const scan = secretScan(secrets)
  const masked = new Headers()
  for (const [name, value] of given) {
    if (!scan(name, true).isMasked) masked.append(name, scan(value, true).told)
  }
  return masked
}
