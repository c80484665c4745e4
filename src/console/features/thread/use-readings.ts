import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'

import { assistantQuery } from '#console/api/assistants.ts'
import { request } from '#console/api/client.ts'
import { isNotFound } from '#console/api/failure.ts'
import { fileQuery } from '#console/api/files.ts'
import { runStepsQuery } from '#console/api/run-steps.ts'
import { useStreamingMessagesSlowly } from '#console/api/run-stream.ts'
import { runsQuery } from '#console/api/runs.ts'
import {
  type RunParts,
  attachedFiles,
  readAssistants,
  readFileNames,
  readRunParts,
  readToolSteps,
  wholeRuns,
  wholeThread,
} from '#console/api/whole-thread.ts'
import { useLoadedTemml } from '#console/markdown/load-temml.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { serverBack } from '#console/util/server-back.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import { withLoaded, withLoadedRuns } from './finds.ts'
import { type Beside, readingsOf } from './readings.ts'
import { rowsOf } from './rows.ts'
import { useThreadNews } from './use-thread-news.ts'

/** How often what was read by then is searched. */
const STEP_MS = 250

/** All that was read of a thread so far. */
interface Read {
  messages: readonly Message[]
  /** Deleted since. */
  gone: ReadonlySet<string>
  runs: readonly Run[]
  files: ReadonlyMap<string, string | undefined>
}
const NOTHING: Read = { messages: [], gone: new Set(), runs: [], files: new Map() }

/** What is being read. */
type Phase = 'messages' | 'runs' | 'parts' | 'whole'

/**
 * What all rows of a thread read like, also of what is not loaded. The messages are read at once; runs and
 * their tool calls once there is something to look for. What changes is read again as it is told.
 */
export function useReadings(threadId: string, loaded: readonly Message[], isWanted: boolean) {
  const client = useQueryClient()
  const [all, setAll] = useState(NOTHING)
  const [phase, setPhase] = useState<Phase>('messages')
  const [why, setWhy] = useState<string>()
  /** Counted up, all is read anew. */
  const [round, setRound] = useState(0)
  /** What was read of runs, and of which of them something changed since; `partsRead` counts the readings. */
  const parts = useRef(new Map<string, RunParts>())
  const stale = useRef(new Set<string>())
  const [partsRead, setPartsRead] = useState(0)
  const fail = (error: unknown, { signal }: AbortController) => {
    if (!signal.aborted) setWhy(describeFailure(error).message)
  }
  useEffect(() => {
    const stop = new AbortController()
    const readMessages = async () => {
      const messages: Message[] = []
      let shown = performance.now()
      const show = () => setAll((before) => ({ ...before, messages: [...messages] }))
      for await (const page of wholeThread(threadId, stop.signal)) {
        messages.push(...page)
        // What is read once more takes the place of what is there in one.
        if (round > 0 || performance.now() - shown < STEP_MS) continue
        show()
        shown = performance.now()
      }
      show()
      setWhy(undefined)
      setPhase('runs')
    }
    readMessages().catch((error: unknown) => fail(error, stop))
    return () => stop.abort()
  }, [threadId, round])

  const back = serverBack.use()
  const readAgain = useEffectEvent(() => {
    if (why === undefined) return
    setWhy(undefined)
    setPhase('messages')
    setRound((times) => times + 1)
  })
  useEffect(() => readAgain(), [back])

  const { data: pages } = useInfiniteQuery(runsQuery(threadId))
  const runs = useMemo(
    () => withLoadedRuns(all.runs, pages?.pages.flatMap(({ data }) => data) ?? []),
    [all.runs, pages],
  )
  const written = useStreamingMessagesSlowly(threadId)
  const merged = useMemo(
    () => withLoaded(withLoaded(all.messages, loaded, all.gone), written),
    [all.messages, loaded, all.gone, written],
  )
  const areRuns = phase === 'runs' && isWanted
  useEffect(() => {
    if (!areRuns) return undefined
    const stop = new AbortController()
    const readRuns = async () => {
      const read: Run[] = []
      for await (const page of wholeRuns(threadId, stop.signal)) read.push(...page)
      setAll((before) => ({ ...before, runs: read }))
      await readAssistants(client, new Set(read.flatMap(({ assistant_id: id }) => id ?? [])))
      // Where the server has no such list, each run is asked for its own below.
      const steps = await readToolSteps(threadId, read, stop.signal)
      for (const [id, own] of steps ?? []) {
        parts.current.set(id, { steps: own, assistant: undefined })
        stale.current.delete(id)
      }
      setPartsRead((times) => times + 1)
      setPhase('parts')
    }
    readRuns().catch((error: unknown) => fail(error, stop))
    return () => stop.abort()
  }, [areRuns, client, threadId])

  const areParts = phase === 'parts' || phase === 'whole'
  const { files } = all
  useEffect(() => {
    if (!areParts) return undefined
    const stop = new AbortController()
    const { signal } = stop
    const isLacking = ({ id }: Run) => !parts.current.has(id) || stale.current.has(id)
    const readParts = async () => {
      const unnamed = [...attachedFiles(merged)].filter((id) => !files.has(id))
      if (unnamed.length > 0) {
        const named = await readFileNames(client, unnamed, signal)
        setAll((before) => ({ ...before, files: new Map([...before.files, ...named]) }))
      }
      const lacking = runs.filter(isLacking)
      if (lacking.length > 0) {
        await readRunParts(client, lacking, signal, () => undefined, parts.current)
        signal.throwIfAborted()
        for (const { id } of lacking) stale.current.delete(id)
        setPartsRead((times) => times + 1)
      }
      setWhy(undefined)
      setPhase('whole')
    }
    readParts().catch((error: unknown) => fail(error, stop))
    return () => stop.abort()
  }, [areParts, client, merged, runs, files, partsRead])

  const put = (message: Message) =>
    setAll((before) => ({ ...before, messages: withLoaded(before.messages, [message]) }))
  const drop = (id: string) =>
    setAll((before) => ({ ...before, gone: new Set([...before.gone, id]) }))
  useThreadNews(threadId, {
    onMessages: (ids) => {
      const known = new Set(loaded.map(({ id }) => id))
      for (const id of ids) {
        if (known.has(id)) continue
        request('getMessage', { params: { thread_id: threadId, message_id: id } }).then(
          put,
          (error: unknown) => isNotFound(error) && drop(id),
        )
      }
    },
    onGone: drop,
    onRuns: (ids) => {
      for (const id of ids) stale.current.add(id)
      setPartsRead((times) => times + 1)
    },
    onAnything: () => {
      for (const id of parts.current.keys()) stale.current.add(id)
      setRound((times) => times + 1)
    },
  })

  const drawsFormulas = useLoadedTemml() !== undefined
  const readings = useMemo(() => {
    // What the pane has read itself is found while the rest is on its way.
    const beside: Beside = {
      stepsOf: (runId) =>
        parts.current.get(runId)?.steps ??
        client.getQueryData(runStepsQuery(threadId, runId).queryKey),
      assistantOf: (id) => client.getQueryData(assistantQuery(id).queryKey)?.name || undefined,
      fileOf: (id) => files.get(id) ?? client.getQueryData(fileQuery(id).queryKey)?.filename,
      drawsFormulas,
    }
    const nothing = { streamingIds: [], hasOlder: false, hasNewer: false }
    return readingsOf(rowsOf({ ...nothing, messages: merged, runs }), beside)
    // What was read of runs is kept outside: each reading of it is counted.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, threadId, merged, runs, files, partsRead, drawsFormulas])
  return {
    readings,
    /** How many messages. */
    read: merged.length,
    state:
      why !== undefined
        ? ('failed' as const)
        : phase === 'whole'
          ? ('whole' as const)
          : ('reading' as const),
    why,
  }
}
