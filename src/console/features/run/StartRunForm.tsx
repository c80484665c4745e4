import { useQueryClient } from '@tanstack/react-query'
import { Play, Plus } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { useAssistantChoice } from '#console/api/likely-assistant.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { writeRun } from '#console/api/run-pages.ts'
import { startRun } from '#console/api/run-writes.ts'
import { useWrite } from '#console/hooks/use-write.ts'
import { Button } from '#console/ui/Button.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Select } from '#console/ui/Field.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { LateCancel } from '#console/ui/LateCancel.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import { chooseAssistant } from '#console/util/chosen-assistant.ts'
import { shownAssistant } from '#console/util/shown-name.ts'
import type { Assistant } from '#contract/assistant.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'

import {
  forgetSettings,
  type RunSettings,
  runSettingsDrafts,
  type SettingErrors,
  toRunRequest,
} from './run-settings.ts'
import { RunSettingsFields } from './RunSettingsFields.tsx'

/** Starts a run: with an assistant as it is, or with what is set for this run alone. */
export const StartRunForm = ({
  threadId,
  held,
  onStarted,
  onCancel,
  createAssistant,
}: {
  threadId: string
  /** The run that holds the thread: another one cannot start. */
  held: Run | undefined
  onStarted: (run: Run) => void
  /** Given where there is something to go back to. */
  onCancel: (() => void) | undefined
  createAssistant: ((close: (made?: Assistant) => void) => ReactNode) | undefined
}) => {
  const client = useQueryClient()
  const { list, assistants, chosen, isGone } = useAssistantChoice(threadId, { always: true })
  const assistant = assistants.find(({ id }) => id === chosen?.id)
  const settings = runSettingsDrafts.use(threadId)
  const [errors, setErrors] = useState<SettingErrors>({})
  const [isMaking, setMaking] = useState(false)
  const stop = useRef<AbortController>(undefined)
  const start = useWrite({
    write: ({ request }: { request: CreateRunRequest; from: RunSettings }, patience) => {
      const { signal } = (stop.current = new AbortController())
      return startRun(client, threadId, request, { ...patience, signal })
    },
    onSuccess: (run, { from }) => {
      forgetSettings(threadId, from)
      writeRun(client, run)
      onStarted(run)
    },
  })
  const isHeld = held !== undefined
  const { reset } = start
  useEffect(() => {
    // What was refused because of it would not be refused now.
    if (!isHeld) reset()
  }, [isHeld, reset])
  const whyNot = useWhyNot('createRun')
  const submit = () => {
    if (!chosen || whyNot !== undefined) return
    const checked = toRunRequest(chosen.id, settings)
    setErrors(checked.errors ?? {})
    if (checked.request) start.mutate({ request: checked.request, from: settings })
  }
  return (
    <>
      <form
        aria-label="Start a run"
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <h2 className="text-heading">New run</h2>
        {list.error && (
          <Failure
            layout="inline"
            what="The assistants could not be loaded."
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <Select
              label="Assistant"
              value={chosen?.id ?? ''}
              disabled={assistants.length === 0}
              {...(isGone && {
                error: 'The assistant of this thread is not here any more.',
              })}
              onChange={(event) => chooseAssistant(threadId, event.target.value)}
              options={[
                ...(assistants.length === 0
                  ? [{ value: '', label: list.isPending ? 'Loading…' : 'No assistants yet' }]
                  : []),
                ...(!chosen && assistants.length > 0
                  ? [{ value: '', label: 'Choose an assistant' }]
                  : []),
                // One that is not among those loaded.
                ...(chosen && !assistant
                  ? [{ value: chosen.id, label: shownAssistant(chosen) }]
                  : []),
                ...assistants.map((each) => ({
                  value: each.id,
                  label: `${shownAssistant(each)} · ${each.model}`,
                })),
              ]}
            />
          </div>
          {createAssistant && (
            <IconButton label="New assistant" icon={Plus} onClick={() => setMaking(true)} />
          )}
        </div>
        {list.hasNextPage && (
          <Button size="small" variant="quiet" onClick={() => void list.fetchNextPage()}>
            Load more assistants
          </Button>
        )}
        <RunSettingsFields
          settings={settings}
          errors={errors}
          assistant={assistant}
          onChange={(change) =>
            runSettingsDrafts.change(threadId, (before) => ({ ...before, ...change }))
          }
        />
        {Object.keys(errors).length > 0 && (
          <p role="alert" className="text-small text-error">
            Some settings cannot be used. They are marked above.
          </p>
        )}
        <WriteFailure deed="the run was started" error={start.error} doubt={start.doubt} />
        {held && (
          <p className="text-small text-ink-2">
            Another run holds this thread. A new one can start once it has ended.
          </p>
        )}
        {whyNot !== undefined && <ReadOnly within why={whyNot} />}
        <div className="flex gap-2">
          <Button
            type="submit"
            variant="primary"
            icon={Play}
            busy={start.isPending}
            whyNot={whyNot}
            disabled={!chosen || held !== undefined}
            className="flex-1"
          >
            Start run
          </Button>
          {start.isPending && !start.doubt && <LateCancel onCancel={() => stop.current?.abort()} />}
          {onCancel && <Button onClick={onCancel}>Back</Button>}
        </div>
      </form>
      {/* Beside the form, not in it: it has a form of its own. */}
      {isMaking &&
        createAssistant?.((made) => {
          if (made) chooseAssistant(threadId, made.id)
          setMaking(false)
        })}
    </>
  )
}
