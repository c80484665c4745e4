import clsx from 'clsx'
import { CircleAlert, CircleStop, TriangleAlert } from 'lucide-react'

import { type Ending, endingOf } from '#console/util/run-ending.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

const icons = { error: CircleAlert, attention: TriangleAlert, neutral: CircleStop }
const looks: Record<Ending['tone'], string> = {
  error: 'bg-error-soft text-error',
  attention: 'bg-attention-soft text-attention',
  neutral: 'bg-hover text-ink-2',
}

/** Why a run did not end as it should, in plain words. */
export const RunEnding = ({
  run,
  messages,
  steps,
}: {
  run: Run
  messages: readonly Message[]
  steps: readonly RunStep[]
}) => {
  const ending = endingOf(run, { messages, steps })
  if (!ending) return undefined
  const Icon = icons[ending.tone]
  return (
    <div
      className={clsx(
        'flex gap-2.5 rounded-card border border-transparent px-3 py-2.5',
        looks[ending.tone],
      )}
    >
      <Icon aria-hidden className="icon mt-0.5" />
      <div className="min-w-0">
        <p className="font-medium">{ending.words}</p>
        {ending.detail && <p className="text-small break-words text-ink-2">{ending.detail}</p>}
      </div>
    </div>
  )
}
