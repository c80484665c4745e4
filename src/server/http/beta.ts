import { ApiError } from '../refusals/api-error.ts'
import { isAzure } from './wire-path.ts'

/** The hosted API's own words for clients of its first version. */
const DEPRECATED = 'The v1 Assistants API has been deprecated.'
const MIGRATION =
  'See the migration guide for more information: https://platform.openai.com/docs/assistants/migration.'
const SET_HEADER = "Please try again by setting the header 'OpenAI-Beta: assistants=v2'."

const invalidBeta = (message: string) => new ApiError(400, 'invalid_beta', message)

/** @throws {ApiError} 400 when the header that opts in to the Assistants API is missing or names v1 */
export const checkBeta = (request: Request): void => {
  if (isAzure(request)) return
  const header = request.headers.get('openai-beta') ?? ''
  if (/(^|[\s,;])assistants=v2([\s,;]|$)/.test(header)) return
  if (/(^|[\s,;])assistants=v1([\s,;]|$)/.test(header)) {
    throw invalidBeta(`${DEPRECATED} ${SET_HEADER} ${MIGRATION}`)
  }
  throw invalidBeta(
    `You must provide the 'OpenAI-Beta' header to access the Assistants API. ${SET_HEADER}`,
  )
}

const V1_ONLY = /^\/v1\/(?:assistants\/[^/]+|threads\/[^/]+\/messages\/[^/]+)\/files(?:\/[^/]+)?$/

/** The refusal of a path that the first version alone had, where no header helps. */
export const v1Path = (path: string): ApiError | undefined =>
  V1_ONLY.test(path) ? invalidBeta(`${DEPRECATED} ${MIGRATION}`) : undefined
