import type { QueryClient } from '@tanstack/react-query'

/**
 * Asks once more for all that is shown and could not be read: what failed together, as a thread with its
 * messages and runs does, is mended together.
 */
export const readAgain = (client: QueryClient): void =>
  void client.refetchQueries({
    type: 'active',
    predicate: ({ state }) => state.status === 'error',
  })
