import clsx from 'clsx'
import { ChevronDown, FileSearch, MessageSquareText, SquareTerminal, Wrench } from 'lucide-react'
import { memo, type ReactNode, useEffect, useMemo } from 'react'
import { Link, useLocation, useSearchParams } from 'react-router'

import { useNarrow } from '#console/hooks/use-media.ts'
import { paths, placeIn } from '#console/paths.ts'
import { JsonView } from '#console/ui/CodeView.tsx'
import { StatusDot } from '#console/ui/RunState.tsx'
import { showCall } from '#console/ui/show-call.ts'
import { askedCallId, callId } from '#console/util/call-id.ts'
import { callLabel } from '#console/util/call-label.ts'
import { countText } from '#console/util/number.ts'
import { SAYS_ERROR, callSaysError } from '#console/util/output-error.ts'
import type { LoggedTimes } from '#console/util/run-times.ts'
import { stepTime } from '#console/util/step-time.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'

import { stepLabel } from './run-timing.ts'
import { ToolCallBody } from './ToolCallBody.tsx'

/** The steps of a run in their order: each call with what went in and what came out. */
export const RunSteps = ({
  steps,
  logged,
}: {
  steps: readonly RunStep[]
  /** The times that the run's events tell, where they are known; `reading` while they are on their way. */
  logged: LoggedTimes | 'reading' | undefined
}) => {
  const [search] = useSearchParams()
  const asked = search.get('call')
  const askedId = askedCallId(steps, asked)
  useEffect(() => {
    if (askedId === undefined) return undefined
    // After the page has put the focus where it opens.
    const frame = requestAnimationFrame(() => showCall(askedId))
    return () => cancelAnimationFrame(frame)
    // Whoever asks for the same call by another name has scrolled away.
  }, [askedId, asked])
  return (
    <ul className="space-y-2.5">
      {steps.map((step) => (
        <li key={step.id}>
          <Step step={step} took={tookOf(step, logged)} askedId={askedId} />
        </li>
      ))}
    </ul>
  )
}

/** What the server tells is as exact as the events, which may still be on their way. */
const tookOf = (step: RunStep, logged: LoggedTimes | 'reading' | undefined) => {
  if (logged !== 'reading') return stepTime(step, logged)
  return step.times && stepTime(step)
}

interface StepProps {
  step: RunStep
  took: string | undefined
  /** The call of the run that a link led to. */
  askedId: string | undefined
}

/** Steps keep their identity while others stream: those are not drawn again. */
const Step = memo(({ step, took, askedId }: StepProps) => {
  const details = step.step_details
  const end = took ?? ''
  switch (details.type) {
    case 'message_creation':
      return <MessageStep id={details.message_creation.message_id} step={step} end={end} />
    case 'tool_calls':
      return (
        <div className="space-y-2.5">
          {details.tool_calls.length === 0 && (
            <Card
              icon={<Wrench aria-hidden className="icon" />}
              title="Tool call"
              step={step}
              end={end}
            >
              <p className="px-3 py-2 text-small text-ink-3">No call has been told yet.</p>
            </Card>
          )}
          {details.tool_calls.map((call, at) => (
            <Call key={at} id={callId(step, at)} {...{ call, step, askedId, end }} />
          ))}
        </div>
      )
    case 'unknown':
      return (
        <Card
          icon={<Wrench aria-hidden className="icon" />}
          title={stepLabel(step)}
          step={step}
          end={end}
        >
          <JsonView label="Step" value={details.raw} />
        </Card>
      )
  }
})

const icons = {
  function: Wrench,
  file_search: FileSearch,
  code_interpreter: SquareTerminal,
  unknown: Wrench,
}

const Call = ({
  id,
  call,
  step,
  askedId,
  end,
}: {
  id: string
  call: ToolCall
  step: RunStep
  askedId: string | undefined
  end: string
}) => {
  const Icon = icons[call.type]
  const passages = call.type === 'file_search' ? call.file_search.results?.length : undefined
  const saysError = useMemo(() => callSaysError(call), [call])
  return (
    <Card
      callId={id}
      stepId={step.id}
      isAsked={id === askedId}
      icon={<Icon aria-hidden className="icon" />}
      title={callLabel(call)}
      step={step}
      saysError={saysError && step.status === 'completed'}
      end={passages ? countText(passages, 'passage') : end}
    >
      <ToolCallBody call={call} isWhole={step.status !== 'in_progress'} />
    </Card>
  )
}

const Card = ({
  icon,
  title,
  step,
  saysError = false,
  callId: id,
  stepId,
  isAsked = false,
  end,
  children,
}: {
  icon: ReactNode
  title: string
  step: RunStep
  callId?: string
  stepId?: string
  /** A link led to it. */
  isAsked?: boolean
  saysError?: boolean
  end: string
  children: ReactNode
}) => (
  <details
    open
    data-call={id}
    data-step={stepId}
    aria-current={isAsked || undefined}
    className={clsx(
      'group scroll-my-3.5 overflow-hidden rounded-card border bg-raise',
      isAsked ? 'border-accent' : 'border-line',
    )}
  >
    <summary className="flex cursor-pointer list-none items-center gap-2 px-3 py-2 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
      {icon}
      <span className="min-w-0 truncate font-mono text-small">{title}</span>
      <StepDot step={step} saysError={saysError} />
      {saysError && <span className="shrink-0 text-small text-attention">{SAYS_ERROR}</span>}
      <span className="ms-auto shrink-0 text-small text-ink-3 tabular">{end}</span>
      <ChevronDown
        aria-hidden
        className="icon -rotate-90 transition-transform duration-100 group-open:rotate-0"
      />
    </summary>
    <div className="divide-y divide-line border-t border-line">
      {children}
      {step.last_error && (
        <p className="px-3 py-2 text-small text-error">{step.last_error.message}</p>
      )}
    </div>
  </details>
)

const StepDot = ({ step, saysError = false }: { step: RunStep; saysError?: boolean }) => (
  <>
    <StatusDot status={step.status} saysError={saysError} />
    <span className="sr-only">{step.status.replaceAll('_', ' ')}</span>
  </>
)

const MessageStep = ({ id, step, end }: { id: string; step: RunStep; end: string }) => {
  const [search] = useSearchParams()
  const { hash } = useLocation()
  // Where one column is shown at a time, the way to the message leaves this panel.
  const tab = useNarrow() ? undefined : placeIn(search, hash).tab
  return (
    <div className="flex items-center gap-2 rounded-card border border-line bg-raise px-3 py-2">
      <MessageSquareText aria-hidden className="icon" />
      <Link
        to={paths.thread(step.thread_id, { ...placeIn(search, hash), message: id, tab })}
        className="min-w-0 truncate hover:underline"
      >
        Message
      </Link>
      <StepDot step={step} />
      <span className="ms-auto text-small text-ink-3 tabular">
        {[step.usage && countText(step.usage.completion_tokens, 'token'), end]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </div>
  )
}
