import { ApiError } from '#server/refusals/api-error.ts'

/** What a check refuses with. @throws when it does not */
export const refusalOf = (check: () => unknown): ApiError => {
  try {
    check()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('was not refused')
}
