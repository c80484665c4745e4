import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { searchAgain } from '#console/api/search.ts'
import { deleteThreadHere } from '#console/api/thread-writes.ts'
import { listedThreads } from '#console/api/threads.ts'
import { useMounted } from '#console/hooks/use-mounted.ts'
import { Button } from '#console/ui/Button.tsx'
import { type Deed, isUnsure, notDone } from '#console/ui/deed.ts'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { countText, numberText } from '#console/util/number.ts'
import { type Doubt, isOutcomeUnknown } from '#console/util/patience.ts'

import { type ManyDone, doMany } from './do-many.ts'
import { selectedThreads } from './selected-threads.ts'
import { type Selected, messagesOf, toSelected } from './selection.ts'
import { useSettling } from './use-settling.ts'

/** How many titles are told of those that stay for one reason, and how many reasons. */
const MOST_TITLES = 4
const MOST_REASONS = 3

const threadsText = (count: number) => countText(count, 'thread')
const deedOf = (count: number): Deed =>
  `${threadsText(count)} ${count === 1 ? 'was' : 'were'} deleted`

type Doubts = ReadonlyMap<string, Doubt>
const NO_DOUBTS: Doubts = new Map()

/**
 * Asks before the threads that are selected are deleted, shows how far that is, and tells which of them stay and
 * why. What has left the list since it was selected is told, and stays where it is not asked for.
 */
export const DeleteThreads = ({
  onDeleted,
  onClose,
}: {
  /** Called just before a thread leaves the lists. */
  onDeleted: (threadId: string) => void
  onClose: () => void
}) => {
  const client = useQueryClient()
  const selection = selectedThreads.use()
  const [isWithStrays, setWithStrays] = useState(false)
  const strays = [...selection.strays.values()]
  const asked = [...selection.threads.values(), ...(isWithStrays ? strays : [])]
  const settling = useSettling()
  /** Those that are being deleted, or that stayed when they were. */
  const [left, setLeft] = useState<readonly Selected[]>([])
  const [done, setDone] = useState<number>()
  /** Those of which nobody can be asked just now whether they are deleted. */
  const [doubts, setDoubts] = useState(NO_DOUBTS)
  const [ended, setEnded] = useState<ManyDone>()
  const isOpen = useMounted()
  const stop = useRef<AbortController>(undefined)
  const told = useRef(onDeleted)
  told.current = onDeleted
  useEffect(
    () => () => {
      // Nothing goes on that nobody sees any more.
      stop.current?.abort()
      selectedThreads.forgetStrays()
    },
    [],
  )

  const act = async (threads: readonly Selected[]) => {
    const own = new AbortController()
    stop.current = own
    selectedThreads.takeIn(threads)
    setLeft(threads)
    setDone(0)
    setEnded(undefined)
    const gone = new Set<string>()
    const result = await doMany(
      threads.map(({ id }) => id),
      (id) =>
        selectedThreads.take(id, async () => {
          await deleteThreadHere(client, id, () => told.current(id), {
            onDoubt: (doubt) => setDoubts((before) => withDoubt(before, id, doubt)),
          })
          gone.add(id)
        }),
      { signal: own.signal, onProgress: setDone },
    )
    setDone(undefined)
    searchAgain(client)
    if (result.failed.size > 0) {
      if (!isOpen.current) tellFailed(result)
      const { strays: kept } = selectedThreads.get()
      setLeft(threads.filter(({ id }) => !gone.has(id) && !kept.has(id)))
      setEnded(result)
      return
    }
    const { done: deleted, kept, isCutShort } = result
    const details = [
      ...(kept > 0 ? [`${threadsText(kept)} left the list, and stayed.`] : []),
      ...(isCutShort ? ['The others are still selected.'] : []),
    ]
    showToast({
      text: isCutShort
        ? `${numberText(deleted)} of ${threadsText(threads.length)} deleted`
        : `${threadsText(deleted)} deleted`,
      ...(details.length > 0 && { detail: details.join(' ') }),
    })
    if (isOpen.current) onClose()
  }
  /** What changed while changes are not told is not always known to be missed: only a look tells. */
  const confirm = async (threads: readonly Selected[]) => {
    const own = new AbortController()
    stop.current = own
    if (await settling.settle(own.signal)) await act(threads)
  }
  const isBusy = done !== undefined
  // What is not known is found out all the same once nobody waits for it here.
  const isWaiting = isBusy && doubts.size === 0
  // What left the list meanwhile is told of, and stays.
  const next = ended
    ? left.filter(
        ({ id }) => selection.threads.has(id) || (isWithStrays && selection.strays.has(id)),
      )
    : asked
  const isSettled = settling.state === 'settled'
  return (
    <Dialog
      title="Delete threads"
      // Of the threads in the list the first that stays.
      instead={() => [...document.querySelectorAll<HTMLElement>('[data-thread]')]}
      onClose={() => (isWaiting ? stop.current?.abort() : onClose())}
      footer={
        isWaiting ? (
          <Button onClick={() => stop.current?.abort()}>Stop</Button>
        ) : isBusy ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <>
            <Button onClick={onClose}>{ended ? 'Close' : 'Cancel'}</Button>
            <Button
              variant="danger"
              disabled={!isSettled || next.length === 0}
              onClick={() => void confirm(next)}
            >
              {ended ? 'Try again' : isSettled ? `Delete ${threadsText(asked.length)}` : 'Delete'}
            </Button>
          </>
        )
      }
    >
      {isBusy ? (
        <div className="space-y-3">
          <Progress done={done} of={left.length} />
          {doubts.size > 0 && <Doubted doubts={doubts} threads={left} />}
        </div>
      ) : ended ? (
        <div className="space-y-3">
          <Stayed {...ended} threads={left.filter(({ id }) => !selection.strays.has(id))} />
          {strays.length > 0 && (
            <Strays threads={strays} isMeant={isWithStrays} onMeant={setWithStrays} />
          )}
        </div>
      ) : settling.state === 'failed' ? (
        <Failure
          layout="inline"
          what="Which of the threads are still in the list could not be looked at."
          error={settling.error}
          onRetry={settling.again}
        />
      ) : isSettled ? (
        <div className="space-y-3">
          <Question threads={asIs(client, asked)} />
          {strays.length > 0 && (
            <Strays threads={strays} isMeant={isWithStrays} onMeant={setWithStrays} />
          )}
        </div>
      ) : (
        <p className="text-ink-2 tabular">
          Looking which of the {threadsText(selection.threads.size)} are still in the list…
        </p>
      )}
    </Dialog>
  )
}

/** What changed in a list without conditions leaves no selection, and is not looked at: its row tells it. */
const asIs = (client: QueryClient, threads: readonly Selected[]): readonly Selected[] => {
  const listed = listedThreads(client)
  return threads.map((each) => {
    const thread = listed.get(each.id)
    return thread ? toSelected(thread) : each
  })
}

const Question = ({ threads }: { threads: readonly Selected[] }) => {
  const messages = messagesOf(threads)
  const [only] = threads
  if (!only) return <p>None of the threads that were selected is in the list any more.</p>
  return (
    <p>
      <strong dir="auto" className="font-heading break-words">
        {threads.length === 1 ? only.title : threadsText(threads.length)}
      </strong>{' '}
      will be deleted with{' '}
      {messages
        ? `${threads.length === 1 ? 'its' : 'their'} ${countText(messages, 'message')}`
        : 'all messages'}{' '}
      and runs. This cannot be undone.
    </p>
  )
}

/** Those that were selected and are not in the list any more. */
const Strays = ({
  threads,
  isMeant,
  onMeant,
}: {
  threads: readonly Selected[]
  isMeant: boolean
  onMeant: (isMeant: boolean) => void
}) => {
  const isOne = threads.length === 1
  return (
    <div className="space-y-1.5 rounded-card bg-attention-soft px-3 py-2.5 text-small">
      <p>
        {threadsText(threads.length)} that {isOne ? 'was' : 'were'} selected left the list
        {isMeant ? ', and will be deleted too.' : ', and will not be deleted.'}
      </p>
      <Titles threads={threads} />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={isMeant}
          onChange={({ target }) => onMeant(target.checked)}
          className="size-4 shrink-0 accent-accent"
        />
        Delete {isOne ? 'it' : 'them'} too
      </label>
    </div>
  )
}

const Titles = ({ threads }: { threads: readonly Selected[] }) => (
  <ul className="text-small text-ink-2">
    {threads.slice(0, MOST_TITLES).map(({ id, title }) => (
      <li key={id} dir="auto" className="truncate">
        {title}
      </li>
    ))}
    {threads.length > MOST_TITLES && <li>and {numberText(threads.length - MOST_TITLES)} more</li>}
  </ul>
)

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

const withDoubt = (doubts: Doubts, id: string, doubt: Doubt | undefined): Doubts => {
  if (!doubt && !doubts.has(id)) return doubts
  const next = new Map(doubts)
  if (doubt) next.set(id, doubt)
  else next.delete(id)
  return next
}

/** Those that were to be deleted when the server went away. It is asked for each until it tells. */
const Doubted = ({ doubts, threads }: { doubts: Doubts; threads: readonly Selected[] }) => (
  <Failure
    layout="inline"
    what={isUnsure(deedOf(doubts.size))}
    error={[...doubts.values()][0]?.error}
    onRetry={() => {
      for (const { lookNow } of doubts.values()) lookNow()
    }}
    retry="Look again"
  >
    <Titles threads={threads.filter(({ id }) => doubts.has(id))} />
  </Failure>
)

/** What failed is told in a notice where the dialog was closed before it was known. */
const tellFailed = ({ failed }: ManyDone): void => {
  const [error] = failed.values()
  showToast({
    tone: 'error',
    text: notDone(deedOf(failed.size)),
    detail: `${describeFailure(error).message} What is not deleted is still selected.`,
  })
}

const Stayed = ({
  done: deleted,
  failed,
  threads,
}: ManyDone & { threads: readonly Selected[] }) => {
  const reasons = Map.groupBy(failed, ([, error]) => describeFailure(error).message)
  const byId = new Map(threads.map((thread) => [thread.id, thread]))
  const untried = threads.filter(({ id }) => !failed.has(id)).length
  return (
    <div className="space-y-3">
      {deleted > 0 && <p>{threadsText(deleted)} deleted.</p>}
      {[...reasons].slice(0, MOST_REASONS).map(([reason, those]) => (
        <Failure
          key={reason}
          layout="inline"
          what={
            isOutcomeUnknown(those[0]?.[1])
              ? isUnsure(deedOf(those.length))
              : `${threadsText(those.length)} not deleted.`
          }
          error={those[0]?.[1]}
        >
          <Titles threads={those.flatMap(([id]) => byId.get(id) ?? [])} />
        </Failure>
      ))}
      <p className="text-small text-ink-2">
        {untried > 0 && `${threadsText(untried)} not tried. `}
        What is not deleted is still selected.
      </p>
    </div>
  )
}
