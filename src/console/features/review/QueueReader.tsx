import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { useNavigate } from 'react-router'

import { queueQuery } from '#console/api/queues.ts'
import { askedPart } from '#console/api/reviewed.ts'
import { runAction, useAction } from '#console/hooks/use-action.ts'
import { useNarrow } from '#console/hooks/use-media.ts'
import { paths } from '#console/paths.ts'
import { showToast } from '#console/ui/toast.ts'
import { isComposing } from '#console/util/composition.ts'
import { isMac } from '#console/util/platform.ts'
import type { QueueItem } from '#contract/queue.ts'
import type { Verdict } from '#contract/review.ts'

import { opensNext } from './opens-next.ts'
import {
  type Way,
  changeJudgement,
  judgementNow,
  keep,
  leave,
  reading,
  readingTime,
  saveAndNext,
  skipAndNext,
  takeNamed,
  unanswered,
} from './queue-reading.ts'

/** How often it is said that a thread is read still. */
const SIGN_MS = 4 * 60_000

/** How the next thread of a queue is opened. */
export const useOpenItem = () => {
  const navigate = useNavigate()
  const narrow = useNarrow()
  return useCallback(
    (item: Pick<QueueItem, 'id' | 'queue_id' | 'thread_id'>, { replace = false } = {}) => {
      // Where there is room for one column the thread is read first.
      const tab = narrow ? undefined : ('review' as const)
      const place = { queue: item.queue_id, item: item.id, tab }
      void navigate(paths.thread(item.thread_id, place), { replace })
    },
    [navigate, narrow],
  )
}

/** Reads a queue while one of its threads is open: holds it, and has the keys. Draws nothing. */
export const QueueReader = ({
  queueId,
  itemId,
}: {
  queueId: string
  itemId: string | undefined
}) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const openItem = useOpenItem()
  const { data: queue } = useQuery(queueQuery(queueId))
  const now = reading.use()
  const item = now?.queue_id === queueId && now.item?.id === itemId ? now.item : undefined
  const isRefused = now?.queue_id === queueId && now.refusal !== undefined

  useEffect(() => {
    if (itemId !== undefined) void takeNamed(client, queueId, itemId)
  }, [client, queueId, itemId])
  useEffect(() => leave, [queueId])
  useEffect(() => {
    if (item === undefined) return
    const look = () =>
      document.visibilityState === 'visible' ? readingTime.show(item.id) : readingTime.pause()
    look()
    document.addEventListener('visibilitychange', look)
    const timer = setInterval(() => keep(client), SIGN_MS)
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearInterval(timer)
    }
  }, [client, item])

  const isBeside = !useNarrow()
  const way: Way = {
    open: (next) => (next ? openItem(next) : void navigate(paths.readQueue(queueId))),
    isBeside,
  }
  const ask = (part: 'verdict' | 'labels' | 'note', text: string) => {
    showToast({ text, about: 'judgement' })
    askedPart.set(part)
  }
  const save = () => {
    if (!item || isRefused) return
    const judgement = judgementNow(client, item)
    if (judgement.verdict === null) return ask('verdict', 'Choose a verdict first.')
    const [missing] = unanswered(queue?.criteria ?? [], judgement)
    if (missing) return ask('verdict', `This queue asks for more: ${missing.name}`)
    saveAndNext(client, item, way)
  }
  const give = (verdict: Verdict) => {
    if (!item || isRefused) return
    const { verdict: given } = judgementNow(client, item)
    changeJudgement(item, { verdict: given === verdict && !opensNext.get() ? null : verdict })
    if (!opensNext.get()) return
    const judgement = judgementNow(client, item)
    if (unanswered(queue?.criteria ?? [], judgement).length > 0) {
      ask('verdict', 'Answer what this queue asks for, then save.')
      return
    }
    saveAndNext(client, item, way)
  }
  useAction('review.pass', () => give('pass'))
  useAction('review.needs-work', () => give('needs_work'))
  useAction('review.fail', () => give('fail'))
  // Where the panel is not shown it is asked for, and no other action of these keys is meant.
  useAction('review.labels', () => askedPart.set('labels'))
  useAction('review.note', () => askedPart.set('note'))
  useAction('queue.next', save)
  useAction('queue.skip', () => {
    if (item && !isRefused) skipAndNext(client, item, way)
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isCommand = isMac ? event.metaKey : event.ctrlKey
      if (event.key !== 'Enter' || !isCommand || event.defaultPrevented) return
      if (isComposing(event) || document.querySelector('dialog[open], :popover-open')) return
      event.preventDefault()
      runAction('queue.next')
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  return null
}
