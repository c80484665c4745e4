import { QueryClient } from '@tanstack/react-query'

import { mayRetry } from './failure.ts'

/**
 * Caches are kept fresh by the change feed (`changes.ts`), so nothing goes stale by time and no list
 * is fetched page after page again.
 */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The server is often on this machine, which "offline" does not cut off.
        networkMode: 'always',
        retry: (count, error) => count < 2 && mayRetry(error),
        retryDelay: (count) => 400 * 2 ** count,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })

/**
 * For a further page that scrolling asks for. Scrolling goes on asking until the fetch shows in a render;
 * without this each time gives up the page on its way and asks for it again.
 */
export const ONCE = { cancelRefetch: false } as const
