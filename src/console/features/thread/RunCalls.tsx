import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { FileSearch, type LucideIcon, Plug, SquareTerminal, Wrench } from 'lucide-react'
import { type MouseEvent, useEffect, useState } from 'react'

import { useLoggedTimes, useOfLiveRun } from '#console/api/run-stream.ts'
import { runStepsQuery } from '#console/api/runs.ts'
import { paths } from '#console/paths.ts'
import { SAYS_ERROR } from '#console/util/output-error.ts'

import { type CallLine, callLines } from './run-calls.ts'

const icons: Record<CallLine['kind'], LucideIcon> = {
  function: Wrench,
  file_search: FileSearch,
  code_interpreter: SquareTerminal,
  other: Plug,
}

const REST_MS = 150

/** False while a row only passes by. */
function useAtRest(): boolean {
  const [atRest, setAtRest] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setAtRest(true), REST_MS)
    return () => clearTimeout(timer)
  }, [])
  return atRest
}

const isPlain = (event: MouseEvent) =>
  !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

/** The tool calls of a run as thin lines under its boundary, each a way to all of it; fetched for runs in view alone. */
export const RunCalls = ({
  threadId,
  runId,
  askedCallId,
  onOpen,
}: {
  threadId: string
  runId: string
  /** The call that is shown in full. */
  askedCallId: string | undefined
  onOpen: (callId: string) => void
}) => {
  const atRest = useAtRest()
  const told = useOfLiveRun(runId, ({ steps }) => steps)
  const { data, isPending, isError } = useQuery({
    ...runStepsQuery(threadId, runId),
    enabled: atRest,
  })
  const steps = told && told.length > 0 ? told : data
  const logged = useLoggedTimes(runId)
  const lines = steps ? callLines(steps, logged, askedCallId) : []
  // Who looks for words in it waits.
  if (!steps && isPending && !isError) return <span hidden data-opens="calls" />
  if (lines.length === 0) return null
  return (
    <ul aria-label="Tool calls" className="mt-1.5 space-y-0.5">
      {lines.map((line) => {
        const Icon = icons[line.kind]
        return (
          <li key={line.callId} className="text-small text-ink-2">
            <a
              data-line={line.callId}
              aria-current={line.isAsked || undefined}
              href={paths.thread(threadId, { run: runId, call: line.callId, tab: 'run' })}
              onClick={(event) => {
                if (!isPlain(event)) return
                event.preventDefault()
                onOpen(line.callId)
              }}
              className={clsx(
                '-mx-1.5 flex min-h-6 items-center gap-2 rounded-control px-1.5 hover:text-ink focus-visible:-outline-offset-2',
                line.isAsked ? 'bg-accent-soft text-ink' : 'hover:bg-hover',
              )}
            >
              <Icon aria-hidden className="icon size-3.5" />
              {line.name && (
                <code data-apart className="shrink-0 text-ink">
                  {line.name}
                </code>
              )}
              <span data-apart className="min-w-0 flex-1 truncate" title={line.text}>
                {line.text}
              </span>
              {line.failed && (
                <span data-apart className="text-error">
                  failed
                </span>
              )}
              {line.saysError && (
                <span data-apart className="shrink-0 text-attention">
                  {SAYS_ERROR}
                </span>
              )}
              {line.duration && (
                <span data-no-words className="shrink-0 text-ink-3 tabular">
                  {line.duration}
                </span>
              )}
            </a>
          </li>
        )
      })}
    </ul>
  )
}
