import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { addMirroredThreads, hostOf, isAdding, mirrorQuery } from '#console/api/mirror.ts'
import { useMounted } from '#console/hooks/use-mounted.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Spinner } from '#console/ui/Spinner.tsx'
import { showToast } from '#console/ui/toast.ts'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import { describeFailure } from '#console/util/describe-failure.ts'
import { countText } from '#console/util/number.ts'
import type { Mirror } from '#contract/mirror.ts'

import { addThreadsDraft } from './add-threads.ts'
import { toRequest } from './added-request.ts'
import { AddedThreads } from './AddedThreads.tsx'
import { AddThreadsFields } from './AddThreadsFields.tsx'

const MOVING_MS = 1000

/** Asks which threads of the other server are to be kept here, and shows how far their fetching is. */
export const AddThreads = ({ onClose }: { onClose: () => void }) => {
  const client = useQueryClient()
  const isOpen = useMounted()
  const draft = addThreadsDraft.use()
  const {
    data: mirror,
    error,
    refetch,
  } = useQuery({
    ...mirrorQuery,
    refetchOnMount: 'always',
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? MOVING_MS : false),
  })
  // Settled as it opens: what others add meanwhile takes no form away.
  const [view, setView] = useState<'form' | 'progress'>()
  if (view === undefined && mirror)
    setView(isAdding(mirror) || mirror.adding.failed > 0 ? 'progress' : 'form')
  const adding = useMutation({
    mutationFn: addMirroredThreads,
    onSuccess: async (answer) => {
      // One that is on its way would tell how it was before.
      await client.cancelQueries({ queryKey: mirrorQuery.queryKey })
      client.setQueryData(mirrorQuery.queryKey, answer)
      addThreadsDraft.set({ ...addThreadsDraft.get(), ids: '' })
      setView('progress')
    },
    onError: (failure) => {
      if (isOpen.current) return
      const detail = describeFailure(failure).message
      showToast({ tone: 'error', text: 'The threads were not added.', detail })
    },
  })
  const asked = toRequest(draft, mirror?.lists_threads === true)
  const count = asked?.thread_ids?.length
  return (
    <Dialog
      title="Add threads"
      onClose={onClose}
      footer={
        view === 'progress' ? (
          <>
            <Button onClick={() => setView('form')}>Add more</Button>
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="primary"
              type="submit"
              form="add-threads"
              busy={adding.isPending}
              disabled={asked === undefined}
            >
              {count === undefined ? 'Add threads' : `Add ${countText(count, 'thread')}`}
            </Button>
          </>
        )
      }
    >
      {mirror && view === 'progress' ? (
        <AddedThreads mirror={mirror} />
      ) : mirror ? (
        <form
          id="add-threads"
          className="space-y-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (asked && !adding.isPending) adding.mutate(asked)
          }}
        >
          <p className="text-small text-ink-2">
            They are copied from <bdi>{hostOf(mirror)}</bdi> with their messages and runs.
          </p>
          <AddThreadsFields hasDates={mirror.lists_threads === true} />
          <WriteFailure deed="the threads were added" error={adding.error} doubt={undefined} />
        </form>
      ) : error ? (
        <Failure
          layout="inline"
          what="It could not be read what is kept here."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Spinner label="Loading" />
      )}
    </Dialog>
  )
}

const isMoving = (mirror: Mirror): boolean => mirror.waiting > 0 || isAdding(mirror)
