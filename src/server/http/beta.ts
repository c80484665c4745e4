import { ApiError } from './api-error.ts'

/** The hosted API's own words for clients of its first version. */
const DEPRECATED =
  "The v1 Assistants API has been deprecated. Please try again by setting the header 'OpenAI-Beta: assistants=v2'. See the migration guide for more information: https://platform.openai.com/docs/assistants/migration."

/** @throws {ApiError} 400 when the header that opts in to the Assistants API is missing or names v1 */
export const checkBeta = (request: Request): void => {
  const header = request.headers.get('openai-beta') ?? ''
  if (/(^|[\s,])assistants=v2([\s,]|$)/.test(header)) return
  if (/(^|[\s,])assistants=v1([\s,]|$)/.test(header)) {
    throw new ApiError(400, 'invalid_beta', DEPRECATED)
  }
  throw new ApiError(
    400,
    'invalid_beta',
    "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by setting the header 'OpenAI-Beta: assistants=v2'.",
  )
}
