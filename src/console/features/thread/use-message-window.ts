import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { request } from '#console/api/client.ts'
import { isNotFound } from '#console/api/failure.ts'
import { messagesIn } from '#console/api/message-pages.ts'
import { messagesQuery } from '#console/api/messages.ts'
import { ONCE } from '#console/api/query-client.ts'
import { useStreamingMessageIds } from '#console/api/run-stream.ts'
import { runQuery, runsQuery } from '#console/api/runs.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'

import { type Row, rowsOf } from './rows.ts'
import { recallAround } from './scroll-memory.ts'
import type { Link } from './use-link.ts'

/** Older pages of runs are read along with older messages, up to this many; beyond, each row asks for its own. */
const MAX_RUN_PAGES = 10

const firstMessageId = async (thread_id: string): Promise<string | undefined> => {
  const query = { order: 'asc', limit: 1 } as const
  const page = await request('listMessages', { params: { thread_id }, query })
  return page.data[0]?.id
}

/** The runs of the stretch of the thread that is loaded, and the one that a link leads to. */
function useRunsSince(threadId: string, oldest: number | undefined, linked: string | undefined) {
  const { data, hasNextPage, isFetching, fetchNextPage, isError } = useInfiniteQuery(
    runsQuery(threadId),
  )
  const runs = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
  const last = runs.at(-1)?.created_at ?? 0
  const pages = data?.pages.length ?? 0
  const wanted = oldest !== undefined && hasNextPage && last > oldest && pages < MAX_RUN_PAGES
  useEffect(() => {
    if (wanted && !isFetching) void fetchNextPage(ONCE)
  }, [wanted, isFetching, fetchNextPage])
  const isRead = data !== undefined && (!hasNextPage || last < (oldest ?? 0))
  const isListed = linked === undefined || runs.some(({ id }) => id === linked)
  const sought = useQuery({ ...runQuery(threadId, linked ?? ''), enabled: !isListed }).data
  const all = useMemo(
    () => (isListed || !sought ? runs : [...runs, sought]),
    [isListed, sought, runs],
  )
  return { runs: all, isRead, awaitsRuns: !isError && (wanted || (isFetching && pages === 0)) }
}

/** A stretch of a thread's messages and runs as rows, and the ways to more of it. */
export function useMessageWindow(threadId: string, link: Link | undefined) {
  const target = link?.rowId
  // Where it was left counts until the reader asks for another window.
  const [memory, setMemory] = useState(link ? link.memory : threadId)
  const [around, setWindow] = useState(() => (memory === undefined ? target : recallAround(memory)))
  const setAround = useCallback((messageId: string | undefined) => {
    setMemory(undefined)
    setWindow(messageId)
  }, [])
  const query = useInfiniteQuery(messagesQuery(threadId, around === undefined ? {} : { around }))
  const { data, fetchNextPage, fetchPreviousPage, isFetching } = query
  // What was read before the page was loaded again may be deleted meanwhile; a link says so itself.
  if (around !== undefined && around !== target && data === undefined && isNotFound(query.error))
    setAround(undefined)
  const messages = useMemo(() => messagesIn(data), [data])
  const streamingIds = useStreamingMessageIds(threadId)
  const hasOlder = query.hasPreviousPage
  const hasNewer = query.hasNextPage
  const { runs, awaitsRuns, isRead } = useRunsSince(
    threadId,
    messages[0]?.created_at,
    link?.callId === undefined ? undefined : link.rowId,
  )
  const rows: readonly Row[] = useMemo(
    () =>
      rowsOf({
        messages,
        runs,
        awaitsRuns,
        streamingIds,
        hasOlder,
        hasNewer,
      }),
    [messages, runs, awaitsRuns, streamingIds, hasOlder, hasNewer],
  )

  // A link inside the thread leads to what is loaded, or to a window of its own.
  const isLoaded = target !== undefined && rows.some(({ key }) => key === target)
  const [led, setLed] = useState(link)
  const [returns, setReturns] = useState(0)
  if (link !== led) {
    setLed(link)
    if (link?.memory !== undefined) {
      setMemory(link.memory)
      setReturns(returns + 1)
      setWindow(recallAround(link.memory))
    } else if (target !== undefined && !isLoaded) setAround(target)
  }

  const onOlder = useCallback(() => {
    if (!isFetching) void fetchPreviousPage(ONCE)
  }, [isFetching, fetchPreviousPage])
  const onNewer = useCallback(() => {
    if (!isFetching) void fetchNextPage(ONCE)
  }, [isFetching, fetchNextPage])
  const toEnd = useCallback(() => setAround(undefined), [setAround])
  const toFirst = useCallback(async () => {
    try {
      setAround(await firstMessageId(threadId))
    } catch (error) {
      showToast({
        tone: 'error',
        text: 'The first message could not be read.',
        detail: describeFailure(error).message,
      })
    }
  }, [threadId, setAround])
  return {
    query,
    messages,
    rows,
    around,
    /** The name of the place that the window was opened at. */
    memory,
    /** A window of its own is a list of its own, and so is the same one each time the reader comes back to it. */
    listKey: `${around ?? 'end'} ${returns}`,
    /** All of its messages and runs are there. */
    isWhole: data !== undefined && isRead && !hasOlder && !hasNewer,
    hasOlder,
    hasNewer,
    onOlder,
    onNewer,
    toEnd,
    toFirst,
    toMessage: setAround as (messageId: string) => void,
  }
}
