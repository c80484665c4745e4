import { type QueryClient, queryOptions } from '@tanstack/react-query'

import { request } from './client.ts'
import { messagesIn } from './message-pages.ts'
import { messageWindows } from './messages.ts'
import { queryKey } from './query-key.ts'

/** One message by itself, for what names it: as it is loaded, else read. */
export const messageQuery = (client: QueryClient, thread_id: string, message_id: string) =>
  queryOptions({
    queryKey: queryKey('getMessage', { params: { thread_id, message_id } }),
    queryFn: ({ signal }) => request('getMessage', { params: { thread_id, message_id }, signal }),
    initialData: () =>
      messageWindows(client, thread_id)
        .flatMap(messagesIn)
        .find(({ id }) => id === message_id),
  })
