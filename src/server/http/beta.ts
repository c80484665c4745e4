import { ApiError } from './api-error.ts'

/** @throws {ApiError} 400 when the header that opts in to the Assistants API is missing */
export const checkBeta = (request: Request): void => {
  const header = request.headers.get('openai-beta') ?? ''
  if (/(^|[\s,])assistants=v2([\s,]|$)/.test(header)) return
  throw new ApiError(
    400,
    'invalid_beta',
    "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by setting the header 'OpenAI-Beta: assistants=v2'.",
  )
}
