import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'

import { request } from './client.ts'
import { isNotFound } from './failure.ts'

const KEY = 'gone-messages'

/** Whether a message is not in its thread any more. What is gone does not come back. */
const goneMessageQuery = (thread_id: string, message_id: string) =>
  queryOptions({
    queryKey: [KEY, thread_id, message_id],
    queryFn: async ({ client, queryKey, signal }): Promise<boolean> => {
      // It may have been told of while it was asked for.
      const isToldOf = () => client.getQueryData(queryKey) === true
      if (isToldOf()) return true
      try {
        await request('getMessage', { params: { thread_id, message_id }, signal })
        return isToldOf()
      } catch (error) {
        if (isNotFound(error)) return true
        throw error
      }
    },
  })

/** Somebody told that a message was deleted. */
export const markMessageGone = (client: QueryClient, thread_id: string, id: string): void =>
  void client.setQueryData(goneMessageQuery(thread_id, id).queryKey, true)

/** Asks again for what is asked about on screen: deletions may have gone untold. */
export const askForGoneMessages = (client: QueryClient): Promise<void> =>
  client.refetchQueries({ queryKey: [KEY], type: 'active' })

/** True only where the server said so. Only with `asks` it is asked. */
export const useIsMessageGone = (thread_id: string, message_id: string, asks: boolean): boolean =>
  useQuery({ ...goneMessageQuery(thread_id, message_id), enabled: asks }).data === true
