import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { mirroredThreadQuery, refreshMirroredThread } from '#console/api/mirror.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'

const ASKED_MS = 5000
const WAITING_MS = 2000

/** How the copy of another server's thread stands, asked for as long as it is on the screen, and a way to bring it anew. */
export const useFreshness = (threadId: string) => {
  const client = useQueryClient()
  const options = mirroredThreadQuery(threadId)
  const { data } = useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data?.waiting ? WAITING_MS : ASKED_MS),
  })
  const refresh = useMutation({
    mutationFn: () => refreshMirroredThread(threadId),
    onSuccess: async (answer) => {
      // One that is on its way would tell how it was before.
      await client.cancelQueries({ queryKey: options.queryKey })
      client.setQueryData(options.queryKey, answer)
    },
    onError: (failure) => {
      const detail = describeFailure(failure).message
      showToast({ tone: 'error', text: 'The thread was not refreshed.', detail, about: threadId })
    },
  })
  return {
    data,
    isWaiting: data?.waiting === true || refresh.isPending,
    refresh: () => refresh.mutate(),
  }
}
