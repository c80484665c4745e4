import { useQueryClient } from '@tanstack/react-query'
import { Wrench } from 'lucide-react'

import { useOffline } from '#console/api/connection.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { writeRun } from '#console/api/run-pages.ts'
import { resumeRun } from '#console/api/run-stream.ts'
import { submitToolOutputs } from '#console/api/run-writes.ts'
import { useChange } from '#console/hooks/use-change.ts'
import { useTicking } from '#console/hooks/use-ticking.ts'
import { useWrite } from '#console/hooks/use-write.ts'
import { Button } from '#console/ui/Button.tsx'
import { JsonView } from '#console/ui/CodeView.tsx'
import { Textarea } from '#console/ui/Field.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { UnkeptNote } from '#console/ui/UnkeptNote.tsx'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import { directionOf } from '#console/util/direction.ts'
import { countText } from '#console/util/number.ts'
import type { Doubt } from '#console/util/patience.ts'
import { secondsText } from '#console/util/time.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { RequiredToolCall, Run } from '#contract/run.ts'

import { type OutputCheck, checkOutput } from './output-check.ts'
import { forgetOutputs, leftoversOf, outputDrafts, outputsId } from './output-drafts.ts'
import { keepSentOutputs, outsideSteps, useSentOutputs } from './sent-outputs.ts'
import { SentOutputs } from './SentOutputs.tsx'
import { UnsentOutputs } from './UnsentOutputs.tsx'

/** What people are asked for by a run, and what they typed for it that could not be submitted. */
export const RequiredAction = ({ run, steps }: { run: Run; steps: readonly RunStep[] }) => {
  const client = useQueryClient()
  const typed = outputDrafts.use(outputsId(run))
  const submit = useWrite({
    write: (calls: readonly RequiredToolCall[], patience) =>
      submitToolOutputs(
        run.thread_id,
        run.id,
        calls.map(({ id }) => ({ tool_call_id: id, output: typed[id]?.output ?? '' })),
        patience,
      ),
    onSuccess: (queued, calls) => {
      forgetOutputs(
        run,
        calls.map(({ id }) => id),
      )
      keepSentOutputs(
        run.id,
        calls.map((call) => ({
          callId: call.id,
          name: call.function?.name ?? call.type,
          output: typed[call.id]?.output ?? '',
        })),
      )
      writeRun(client, queued)
      resumeRun(run.thread_id, run.id)
    },
  })
  const offline = useOffline()
  const asked = run.required_action?.submit_tool_outputs?.tool_calls.map(({ id }) => id).join(' ')
  useChange([offline, run.status, asked ?? ''], ([wasOffline, before, askedBefore]) => {
    // What did not succeed then is another matter now.
    const isOver =
      (wasOffline && !offline) || before !== run.status || askedBefore !== (asked ?? '')
    if (isOver && submit.isError) submit.reset()
  })
  // Until the answer is here, nobody knows whose outputs the run went on with.
  const leftovers = submit.isPending ? [] : leftoversOf(typed, run, steps)
  const sent = outsideSteps(steps, useSentOutputs(run.id))
  return (
    <>
      {sent.length > 0 && <SentOutputs outputs={sent} />}
      {leftovers.length > 0 && (
        <UnsentOutputs
          leftovers={leftovers}
          onDiscard={() =>
            forgetOutputs(
              run,
              leftovers.map(({ callId }) => callId),
            )
          }
        />
      )}
      {run.status === 'requires_action' && (
        <RequiredActionForm
          run={run}
          busy={submit.isPending}
          error={submit.error}
          doubt={submit.doubt}
          onSubmit={submit.mutate}
        />
      )}
    </>
  )
}

/** Asks for the output of each call that the run waits for, and gives them all at once. */
const RequiredActionForm = ({
  run,
  busy,
  error,
  doubt,
  onSubmit,
}: {
  run: Run
  busy: boolean
  error: Error | null
  doubt: Doubt | undefined
  onSubmit: (calls: readonly RequiredToolCall[]) => void
}) => {
  const typed = outputDrafts.use(outputsId(run))
  const unkept = outputDrafts.useUnkept(outputsId(run))
  const whyNot = useWhyNot('submitToolOutputsToRun')
  const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  if (calls.length === 0 || calls.some((call) => !call.function)) return <UnknownAction run={run} />
  const change = ({ id, function: called }: RequiredToolCall, output: string) =>
    outputDrafts.change(outputsId(run), (before) => ({
      ...before,
      [id]: { name: called?.name ?? '', output },
    }))
  return (
    <form
      aria-label="Tool outputs"
      className="space-y-3 rounded-card border border-attention bg-raise p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && whyNot === undefined) onSubmit(calls)
      }}
    >
      <div className="text-small text-ink-2">
        <p>The run waits for {countText(calls.length, 'output')}.</p>
        {run.expires_at !== null && <TimeLeft until={run.expires_at} />}
      </div>
      {calls.map((call) => (
        <CallOutput
          key={call.id}
          call={call}
          output={typed[call.id]?.output ?? ''}
          onChange={(output) => change(call, output)}
        />
      ))}
      <UnkeptNote unkept={unkept} />
      <WriteFailure deed="the outputs were taken" error={error} doubt={doubt} />
      {whyNot !== undefined && <ReadOnly within why={whyNot} />}
      <Button type="submit" variant="primary" busy={busy} whyNot={whyNot} className="w-full">
        {calls.length === 1 ? 'Submit output' : `Submit ${calls.length} outputs`}
      </Button>
    </form>
  )
}

/** From here on the time that is left is warned of. In seconds. */
const HURRY = 60

/** How long the run still waits. The warning is read aloud once, the seconds are not. */
const TimeLeft = ({ until }: { until: number }) => {
  const now = useTicking(true, 1000)
  const left = Math.ceil(until - now / 1000)
  return (
    <>
      <p className={left <= HURRY ? 'font-strong text-attention' : undefined}>
        {left > 0 && (
          <>
            <span role="timer" className="tabular">
              {secondsText(left)}
            </span>{' '}
            left, until <RelativeTime at={until} show="due" />.
          </>
        )}
      </p>
      <p role="alert" className="text-attention empty:hidden">
        {left <= 0
          ? 'The time to answer is over.'
          : left <= HURRY && 'Within a minute the run expires. What is typed is kept.'}
      </p>
    </>
  )
}

const hints: Record<OutputCheck, string> = {
  empty: 'An empty output is sent as it is.',
  json: 'Valid JSON.',
  text: 'Plain text.',
  broken: 'This begins like JSON but is not valid. It is sent as plain text.',
}

const CallOutput = ({
  call,
  output,
  onChange,
}: {
  call: RequiredToolCall
  output: string
  onChange: (output: string) => void
}) => {
  const name = call.function?.name ?? call.type
  const check = checkOutput(output)
  return (
    <fieldset className="space-y-1.5 border-t border-line pt-3">
      <legend className="sr-only">{name}</legend>
      <p aria-hidden className="flex items-center gap-2">
        <Wrench className="icon text-ink-2" />
        <code className="min-w-0 font-strong break-words">{name}</code>
      </p>
      <JsonView
        label={`Arguments of ${name}`}
        value={call.function?.arguments ?? ''}
        className="max-h-40"
      />
      <Textarea
        label={`Output of ${name}`}
        rows={3}
        spellCheck={false}
        dir={directionOf(output)}
        value={output}
        hint={
          <span className={check === 'broken' ? 'text-attention' : undefined}>{hints[check]}</span>
        }
        onChange={(event) => onChange(event.target.value)}
        className="font-mono text-small"
      />
    </fieldset>
  )
}

/** Another server may ask for something else, such as an approval. */
const UnknownAction = ({ run }: { run: Run }) => (
  <div className="space-y-2 rounded-card border border-attention bg-raise p-3">
    <p className="text-small text-ink-2">
      The run waits for something this console cannot give. It can be stopped.
    </p>
    <JsonView label="Required action" value={run.required_action} />
  </div>
)
