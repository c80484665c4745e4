import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Wrench } from 'lucide-react'
import { useState } from 'react'

import { writeRun } from '#console/api/run-pages.ts'
import { resumeRun } from '#console/api/run-stream.ts'
import { submitToolOutputs } from '#console/api/runs.ts'
import { useNow } from '#console/hooks/use-now.ts'
import { Button } from '#console/ui/Button.tsx'
import { JsonView } from '#console/ui/CodeView.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Textarea } from '#console/ui/Field.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { directionOf } from '#console/util/direction.ts'
import { countText } from '#console/util/number.ts'
import type { RequiredToolCall, Run } from '#contract/run.ts'

import { type OutputCheck, checkOutput } from './output-check.ts'

/** Asks for the output of each call that the run waits for, and gives them all at once. */
export const RequiredActionForm = ({ run }: { run: Run }) => {
  const client = useQueryClient()
  const now = useNow()
  const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  const [outputs, setOutputs] = useState<Readonly<Record<string, string>>>({})
  const submit = useMutation({
    mutationFn: () =>
      submitToolOutputs(
        run.thread_id,
        run.id,
        calls.map(({ id }) => ({ tool_call_id: id, output: outputs[id] ?? '' })),
      ),
    onSuccess: (queued) => {
      writeRun(client, queued)
      resumeRun(run.thread_id, run.id)
    },
  })
  if (calls.length === 0 || calls.some((call) => !call.function)) return <UnknownAction run={run} />
  return (
    <form
      aria-label="Tool outputs"
      className="space-y-3 rounded-card border border-attention bg-raise p-3"
      onSubmit={(event) => {
        event.preventDefault()
        submit.mutate()
      }}
    >
      <p className="text-small text-ink-2">
        The run waits for {countText(calls.length, 'output')}
        {run.expires_at !== null && run.expires_at > now && (
          <>
            , until <RelativeTime at={run.expires_at} show="due" />
          </>
        )}
        .
      </p>
      {calls.map((call) => (
        <CallOutput
          key={call.id}
          call={call}
          output={outputs[call.id] ?? ''}
          onChange={(output) => setOutputs((before) => ({ ...before, [call.id]: output }))}
        />
      ))}
      {submit.error && (
        <Failure layout="inline" what="The outputs were not taken." error={submit.error} />
      )}
      <Button type="submit" variant="primary" busy={submit.isPending} className="w-full">
        {calls.length === 1 ? 'Submit output' : `Submit ${calls.length} outputs`}
      </Button>
    </form>
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
