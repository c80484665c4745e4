import { type QueryClient, useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'

import { OutcomeUnknown } from '#console/api/ask-once.ts'
import { useOffline } from '#console/api/connection.ts'
import { ApiFailure, isUnanswered } from '#console/api/failure.ts'
import { isSameMetadata } from '#console/api/holds-fields.ts'
import { insistently } from '#console/api/insistently.ts'
import { assistantOnceKnown } from '#console/api/likely-assistant.ts'
import { writeMessage } from '#console/api/messages.ts'
import { Untellable, repeatWords } from '#console/api/repeats.ts'
import { writeRun } from '#console/api/run-pages.ts'
import { useActiveRun } from '#console/api/runs.ts'
import { refreshThreadLists } from '#console/api/thread-arrivals.ts'
import { writeThread, modifyThread } from '#console/api/thread-writes.ts'
import { useChange } from '#console/hooks/use-change.ts'
import { doubtInToast } from '#console/ui/doubt-toast.ts'
import { showToast } from '#console/ui/toast.ts'
import { keepNewThreadMetadata, metadataToSend } from '#console/util/new-thread-metadata.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'

import { cancelElsewhere, onCancelled } from './cancel-elsewhere.ts'
import { comeBack, leaveBox, toSend } from './draft-out.ts'
import { toMessageRequest } from './draft-request.ts'
import {
  changeDraft,
  clearDraft,
  currentDraft,
  keepSending,
  readDraftAgain,
  useDraft,
} from './draft-store.ts'
import { type Draft, uploadsOf } from './draft.ts'
import { lookAtNews, lookForWish } from './look-at-news.ts'
import { madeElsewhere, tellMade } from './made.ts'
import { missingFile } from './missing-file.ts'
import { moveTo } from './moving.ts'
import { onSeenSent } from './seen-sent.ts'
import { canLookFor, isStillToSend, type Sent, sendDraft } from './send-draft.ts'
import { useSentElsewhere, whileOthersWait } from './send-lock.ts'
import { keepUntilSeen } from './unseen.ts'
import { forgetUpload } from './upload-sources.ts'
import { useMadeElsewhere } from './use-made-elsewhere.ts'

export interface SendOptions {
  threadId: string
  onSent?: (() => void) | undefined
  /** Called with the thread that the message made. */
  onMade?: ((threadId: string) => void) | undefined
  onRunStarted?: ((run: Run) => void) | undefined
}

/** Gives the thread what was written of it while its first message was on its way. */
const passOnMetadata = (client: QueryClient, made: string, sent: Metadata = {}): void => {
  const written = metadataToSend()
  keepNewThreadMetadata([])
  if (isSameMetadata(written, sent)) return
  modifyThread(made, written, doubtInToast('the thread has the title that was typed last')).then(
    (thread) => writeThread(client, thread),
    (error: Error) =>
      showToast({
        text: 'The thread does not have the title that was typed last.',
        tone: 'error',
        detail: error.message,
      }),
  )
}

/** Who is to answer; where it is not known yet, that is waited for. */
interface Whom {
  id: string | undefined
  isUnknown: boolean
}

interface Press extends Whom {
  /** Whether it was pressed where it was said that the message may be sent already. */
  isTold: boolean
  /** Whether it was pressed where that was still being found out. */
  isLooking: boolean
}

const whoAnswers = (client: QueryClient, threadId: string, { signal }: AbortController) =>
  new Promise<string | undefined>((resolve, reject) => {
    assistantOnceKnown(client, threadId).then(resolve, reject)
    const words = 'You stopped waiting for the assistants.'
    signal.addEventListener('abort', () => reject(new ApiFailure(words, { kind: 'unreachable' })))
  })

/** What waits for an answer, by thread: also for a composer that was left and is back. */
const waiting = new Map<string, AbortController>()
onCancelled((threadId) => waiting.get(threadId)?.abort())

/** Why a message was not sent, and what that was, as its request. */
interface Told {
  error: Error
  of: string
}

const requestIn = (draft: Draft): string => JSON.stringify(toMessageRequest(toSend(draft)))

const CHANGED_WORDS = 'What is written here now has other words: it would be another message.'

const notThere = () => new ApiFailure('The server has nothing of it.', { kind: 'unreachable' })

/** Sends the draft of a thread. The message leaves the box, and comes back where it was not sent. */
export const useSend = ({ threadId, onSent, onMade, onRunStarted }: SendOptions) => {
  const client = useQueryClient()
  const [told, setTold] = useState<Told>()
  const held = useActiveRun(threadId) !== undefined
  const offline = useOffline()
  const draft = useDraft(threadId)
  const failed = uploadsOf(draft).filter(({ state }) => state === 'failed').length
  useChange([held, offline, failed], ([wasHeld, wasOffline, hadFailed]) => {
    // What was refused because of it would not be refused now.
    const isOver = (wasHeld && !held) || (wasOffline && !offline) || failed < hadFailed
    if (isOver && !(told?.error instanceof OutcomeUnknown)) setTold(undefined)
  })
  // What is known of another text says nothing of this one; and another tab may have found what was not known.
  if (
    told &&
    (told.error instanceof OutcomeUnknown ? !draft.sending : told.of !== requestIn(draft))
  )
    setTold(undefined)
  const tell = (error: Error) => setTold({ error, of: requestIn(currentDraft(threadId)) })
  const mutationKey = ['send', threadId]
  const isOwn = useIsMutating({ mutationKey }) > 0
  /** @param since when it was sent, in milliseconds since 1970 */
  const settle = async ({ message, run, made, metadata, draft, draftId }: Sent, since: number) => {
    const { sending } = currentDraft(threadId)
    const taken = { content: draft, request: toMessageRequest(draft), id: message?.id, since }
    const keep = () =>
      keepUntilSeen(client, made ?? threadId, {
        ...taken,
        key: sending?.key ?? '',
        after: sending?.known.message,
      })
    for (const { key } of [...draft.attachments, ...draft.parts]) forgetUpload(key)
    const isKnown = draftId !== undefined && madeElsewhere(draftId) !== undefined
    if (made !== undefined && draftId !== undefined) tellMade(draftId, made)
    clearDraft(threadId, draft)
    if (made !== undefined) {
      // The next message of the thread may be under way already.
      moveTo(threadId, made)
      // Where another tab was first, it has.
      if (!isKnown) passOnMetadata(client, made, metadata)
      void refreshThreadLists(client).catch(() => undefined)
      return keep()
    }
    if (run) writeRun(client, run)
    if (message) writeMessage(client, message)
    return keep()
  }
  // Kept from before: the page was left, or the composer, before it was known what became of it.
  const [isDoubted, setDoubted] = useState(() => isKept(threadId))
  // The server had nothing of it when it was last asked.
  const [isMissed, setMissed] = useState(false)
  const out = draft.out ? (isOwn ? 'own' : 'other') : 'none'
  const isElsewhere = useSentElsewhere(threadId, out, () => setDoubted(isKept(threadId)))
  const isSending = isOwn || isElsewhere
  useMadeElsewhere(threadId, draft.id, onMade)
  const onLooked = useEffectEvent((found: Sent | 'missing' | Untellable | undefined) => {
    setDoubted(false)
    setTold(undefined)
    const isUntold = found instanceof Untellable
    setMissed(isUntold || found === 'missing')
    if (isUntold || found === 'missing') {
      changeDraft(threadId, comeBack, 'now')
      return tell(isUntold ? new OutcomeUnknown(found, repeatWords()) : notThere())
    }
    if (found === undefined) return
    void settle(found, 0)
    if (found.made !== undefined) onMade?.(found.made)
  })
  // The page was left, or the composer, after it was known that nothing was sent.
  const isOver = !isDoubted && !isSending
  useEffect(() => {
    if (isOver) changeDraft(threadId, comeBack, 'now')
  }, [threadId, isOver])
  // Where it cannot be told, why is told as it is now: the server may answer again and not know it yet.
  const onLookFailed = useEffectEvent((cause: unknown) => {
    const error = new OutcomeUnknown(cause, repeatWords())
    if (told?.error.message !== error.message) tell(error)
  })
  useEffect(() => {
    if (!isDoubted || isSending || offline) return undefined
    const stop = new AbortController()
    const { signal } = stop
    const look = () =>
      lookForWish(threadId, signal).catch((error: unknown) => {
        if (!signal.aborted) onLookFailed(error)
        throw error
      })
    void insistently(look, signal).then((found) => {
      if (!signal.aborted) onLooked(found)
    })
    return () => stop.abort()
  }, [threadId, isDoubted, isSending, offline])
  useEffect(() => {
    if (!isMissed || isSending || offline) return undefined
    return lookAtNews(threadId, (found) => onLooked(found))
  }, [threadId, isMissed, isSending, offline])
  // The server may be long in saying what became of it, and the thread shows it meanwhile.
  const isOpen = (isDoubted || isMissed) && !isSending
  useEffect(
    () => (isOpen ? onSeenSent(client, threadId, (sent) => onLooked(sent)) : undefined),
    [client, threadId, isOpen],
  )
  const sending = useMutation({
    mutationKey,
    mutationFn: async ({ isTold, isLooking, ...whom }: Press) => {
      const stop = new AbortController()
      waiting.set(threadId, stop)
      const content = toSend(currentDraft(threadId))
      const { signal } = stop
      const send = async () => {
        if (!isStillToSend(threadId, content)) return undefined
        // Other tabs are told all the while that the message is on its way.
        const assistantId = whom.isUnknown ? await whoAnswers(client, threadId, stop) : whom.id
        return sendDraft(client, threadId, assistantId, { signal, isTold, isLooking })
      }
      return whileOthersWait(threadId, send, signal)
    },
    onSuccess: async (sent, _whom, { since }) => {
      // Another tab has sent it, or is about to.
      if (!sent) return
      const settled = settle(sent, since)
      if (sent.made !== undefined) return
      await settled
      onSent?.()
      if (sent.run) onRunStarted?.(sent.run)
    },
    onMutate: () => {
      setTold(undefined)
      setDoubted(false)
      setMissed(false)
      return { since: Date.now() }
    },
    onError: (error) => {
      // Refused for good: the next try is a wish of its own.
      if (!isUnanswered(error)) keepSending(threadId, undefined)
      const missing = missingFile(error, toSend(currentDraft(threadId)))
      if (missing) changeDraft(threadId, missing.mark, 'now')
      changeDraft(threadId, comeBack, 'now')
      tell(missing?.failure ?? error)
      setDoubted(error instanceof OutcomeUnknown && isKept(threadId))
      setMissed(isUnanswered(error) && !(error instanceof OutcomeUnknown) && isKept(threadId))
    },
    onSettled: () => void waiting.delete(threadId),
  })
  // Nobody can be asked while the server is away.
  const isAway = isDoubted && !isSending && offline
  const error = told?.error ?? (isAway ? new OutcomeUnknown(undefined, repeatWords()) : undefined)
  const isUnknown = error instanceof OutcomeUnknown
  return {
    /**
     * Sends the message, and with an assistant starts its run in the same request.
     * Answers whether it may: not while another message of the thread is on its way.
     */
    send: (whom: Whom): boolean => {
      // A second press may come before the first one is shown.
      if (client.isMutating({ mutationKey }) > 0) return false
      const { out } = currentDraft(threadId)
      const wanted = requestIn(currentDraft(threadId))
      readDraftAgain(threadId)
      const now = currentDraft(threadId)
      // Another tab was first, of which this one had not been told.
      if (!out && now.out && requestIn(now) !== wanted) return false
      changeDraft(threadId, leaveBox, 'now')
      sending.mutate(
        { ...whom, isTold: isUnknown, isLooking: isDoubted },
        {
          // Not called any more once the reader has gone elsewhere.
          onSuccess: (sent) => {
            if (sent?.made !== undefined) onMade?.(sent.made)
          },
        },
      )
      return true
    },
    /** Whether a message of the thread is on its way, from this tab or another. */
    isSending,
    /** Whether it is being found out what became of an earlier try. */
    isDoubted,
    /** Waits no longer, in whichever tab; what became of it is looked for. */
    cancel: () => (isOwn ? waiting.get(threadId)?.abort() : cancelElsewhere(threadId)),
    /** What did not succeed. It is tried again by `send`. */
    failure: error && {
      what: isUnknown
        ? 'It is not known whether the message was sent.'
        : 'The message was not sent.',
      error: isUnknown && isOther(draft) ? new OutcomeUnknown(error.cause, CHANGED_WORDS) : error,
      isUnknown,
    },
  }
}

/** Whether other words would be sent now than were. */
const isOther = (draft: Draft): boolean => {
  const sent = draft.sending?.sent
  return sent !== undefined && JSON.stringify(toMessageRequest(sent)) !== requestIn(draft)
}

/** Whether what became of a wish is not known, and can be found out. */
const isKept = (threadId: string): boolean => {
  const { sending } = currentDraft(threadId)
  return sending !== undefined && canLookFor(sending)
}
