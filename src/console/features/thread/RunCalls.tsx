import { useQuery } from '@tanstack/react-query'
import { FileSearch, type LucideIcon, Plug, SquareTerminal, Wrench } from 'lucide-react'
import { useEffect, useState } from 'react'

import { useLoggedTimes, useOfLiveRun } from '#console/api/run-stream.ts'
import { runStepsQuery } from '#console/api/runs.ts'
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

/** The tool calls of a run as thin lines under its boundary; fetched for runs in view alone. */
export const RunCalls = ({ threadId, runId }: { threadId: string; runId: string }) => {
  const atRest = useAtRest()
  const told = useOfLiveRun(runId, ({ steps }) => steps)
  const { data } = useQuery({ ...runStepsQuery(threadId, runId), enabled: atRest })
  const steps = told && told.length > 0 ? told : data
  const logged = useLoggedTimes(runId)
  const lines = steps ? callLines(steps, logged) : []
  if (lines.length === 0) return null
  return (
    <ul aria-label="Tool calls" className="mt-1.5 space-y-0.5">
      {lines.map((line) => {
        const Icon = icons[line.kind]
        return (
          <li key={line.key} className="flex items-center gap-2 text-small text-ink-2">
            <Icon aria-hidden className="icon size-3.5" />
            {line.name && <code className="shrink-0 text-ink">{line.name}</code>}
            <span className="min-w-0 flex-1 truncate" title={line.text}>
              {line.text}
            </span>
            {line.failed && <span className="text-error">failed</span>}
            {line.saysError && <span className="shrink-0 text-attention">{SAYS_ERROR}</span>}
            {line.duration && <span className="shrink-0 text-ink-3 tabular">{line.duration}</span>}
          </li>
        )
      })}
    </ul>
  )
}
