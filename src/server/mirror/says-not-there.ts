import * as z from 'zod/mini'

const Refusal = z.object({
  error: z.object({ message: z.string(), type: z.literal('invalid_request_error') }),
})

/**
 * Whether the body of a 404 says in the API's own words that what was asked for is not there. A page of something in
 * front of that server, or JSON of its own, says nothing of it; nor does a path that the server does not know.
 */
export const saysNotThere = (body: unknown): boolean => {
  const { success, data } = Refusal.safeParse(body)
  return success && !/^(invalid|unknown) url/i.test(data.error.message)
}
