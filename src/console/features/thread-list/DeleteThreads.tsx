import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { searchAgain } from '#console/api/search.ts'
import { deleteThreadHere } from '#console/api/thread-writes.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { countText, numberText } from '#console/util/number.ts'

import { type ManyDeleted, deleteMany } from './delete-many.ts'
import { type Selected, messagesOf } from './selection.ts'

/** How many titles are told of those that stay for one reason, and how many reasons. */
const MOST_TITLES = 4
const MOST_REASONS = 3

const threadsText = (count: number) => countText(count, 'thread')

/** Asks before the threads are deleted, shows how far that is, and tells which of them stay and why. */
export const DeleteThreads = ({
  threads,
  onDeleted,
  onClose,
}: {
  threads: readonly Selected[]
  /** Called just before a thread leaves the lists. */
  onDeleted: (threadId: string) => void
  onClose: () => void
}) => {
  const client = useQueryClient()
  const [left, setLeft] = useState(threads)
  const [done, setDone] = useState<number>()
  const [ended, setEnded] = useState<ManyDeleted>()
  const stop = useRef<AbortController>(undefined)
  const told = useRef(onDeleted)
  told.current = onDeleted
  // Nothing goes on that nobody sees any more.
  useEffect(() => () => stop.current?.abort(), [])

  const act = async () => {
    const own = new AbortController()
    stop.current = own
    setDone(0)
    setEnded(undefined)
    const gone = new Set<string>()
    const result = await deleteMany(
      left.map(({ id }) => id),
      async (id) => {
        await deleteThreadHere(client, id, () => told.current(id))
        gone.add(id)
      },
      { signal: own.signal, onProgress: setDone },
    )
    setDone(undefined)
    searchAgain(client)
    if (result.failed.size > 0) {
      setLeft(left.filter(({ id }) => !gone.has(id)))
      setEnded(result)
      return
    }
    const isStopped = result.isCutShort
    showToast({
      text: isStopped
        ? `${numberText(result.deleted)} of ${threadsText(left.length)} deleted`
        : `${threadsText(result.deleted)} deleted`,
      ...(isStopped && { detail: 'The others are still selected.' }),
    })
    onClose()
  }
  const isBusy = done !== undefined
  return (
    <Dialog
      title="Delete threads"
      // Of the threads in the list the first that stays.
      instead={() => [...document.querySelectorAll<HTMLElement>('[data-thread]')]}
      onClose={() => (isBusy ? stop.current?.abort() : onClose())}
      footer={
        isBusy ? (
          <Button onClick={() => stop.current?.abort()}>Stop</Button>
        ) : (
          <>
            <Button onClick={onClose}>{ended ? 'Close' : 'Cancel'}</Button>
            <Button variant="danger" onClick={() => void act()}>
              {ended ? 'Try again' : `Delete ${threadsText(left.length)}`}
            </Button>
          </>
        )
      }
    >
      {isBusy ? (
        <Progress done={done} of={left.length} />
      ) : ended ? (
        <Stayed {...ended} threads={left} />
      ) : (
        <Question threads={left} />
      )}
    </Dialog>
  )
}

const Question = ({ threads }: { threads: readonly Selected[] }) => {
  const messages = messagesOf(threads)
  const [only] = threads
  return (
    <p>
      <strong dir="auto" className="font-heading break-words">
        {threads.length === 1 && only ? only.title : threadsText(threads.length)}
      </strong>{' '}
      will be deleted with{' '}
      {messages
        ? `${threads.length === 1 ? 'its' : 'their'} ${countText(messages, 'message')}`
        : 'all messages'}{' '}
      and runs. This cannot be undone.
    </p>
  )
}

const Progress = ({ done, of }: { done: number; of: number }) => (
  <div className="space-y-2">
    <p className="tabular">
      {numberText(done)} of {threadsText(of)} deleted
    </p>
    <progress
      aria-label="Threads deleted"
      max={of}
      value={done}
      className="h-1.5 w-full accent-accent"
    />
    <p className="text-small text-ink-2">Those that are deleted stay so when you stop.</p>
  </div>
)

const Stayed = ({ deleted, failed, threads }: ManyDeleted & { threads: readonly Selected[] }) => {
  const reasons = Map.groupBy(failed, ([, error]) => describeFailure(error).message)
  const titles = new Map(threads.map(({ id, title }) => [id, title]))
  const untried = threads.length - failed.size
  return (
    <div className="space-y-3">
      {deleted > 0 && <p>{threadsText(deleted)} deleted.</p>}
      {[...reasons].slice(0, MOST_REASONS).map(([reason, those]) => (
        <Failure
          key={reason}
          layout="inline"
          what={`${threadsText(those.length)} not deleted.`}
          error={those[0]?.[1]}
        >
          <ul className="text-small text-ink-2">
            {those.slice(0, MOST_TITLES).map(([id]) => (
              <li key={id} dir="auto" className="truncate">
                {titles.get(id)}
              </li>
            ))}
            {those.length > MOST_TITLES && (
              <li>and {numberText(those.length - MOST_TITLES)} more</li>
            )}
          </ul>
        </Failure>
      ))}
      <p className="text-small text-ink-2">
        {untried > 0 && `${threadsText(untried)} not tried. `}
        What is not deleted is still selected.
      </p>
    </div>
  )
}
