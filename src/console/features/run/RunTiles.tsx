import { numberText } from '#console/util/number.ts'
import { knownUsage } from '#console/util/usage.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run, Usage } from '#contract/run.ts'

import { type RunTiming, figureOf } from './run-timing.ts'

const NONE = '–'

interface Tile {
  name: string
  value: string
  unit?: string
  /** What the figure is, where the name does not say. */
  hint?: string
}

/** The figures of a run that are known: time to the first token, rate, tokens in and out. */
export const RunTiles = ({
  run,
  steps,
  timing,
  isReading = false,
}: {
  run: Run
  steps: readonly RunStep[]
  timing: RunTiming
  /** Its events are on their way: the place of the figures is kept. */
  isReading?: boolean
}) => {
  const known = isReading
    ? PLACE
    : tilesOf(run, steps, timing).filter(({ value }) => value !== NONE)
  if (known.length === 0) return null
  return (
    <dl
      aria-hidden={isReading || undefined}
      className="flex flex-wrap gap-px overflow-hidden rounded-card border border-line bg-line"
    >
      {known.map(({ name, value, unit, hint }) => (
        <div key={name} title={hint} className="min-w-16 flex-1 bg-raise px-2.5 py-2">
          <dt className="truncate text-meta text-ink-3">{name}</dt>
          <dd className="truncate text-title font-strong tabular">
            {value}
            {unit && <span className="ms-1 text-meta font-normal text-ink-3">{unit}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Blank tiles of the usual height, which keep the place until the run's events are read. */
const PLACE: Tile[] = [{ name: '\u00A0', value: '\u00A0' }]

const tilesOf = (run: Run, steps: readonly RunStep[], timing: RunTiming): Tile[] => {
  const usage = knownUsage(run.usage ?? sumOf(steps))
  const { firstTokenMs, pieces, writingMs } = timing
  // Until the run tells its usage, pieces of text are counted: a piece is about a token.
  const out = usage?.completion_tokens ?? (pieces > 0 ? pieces : undefined)
  const isRough = usage === undefined && out !== undefined
  const rough = isRough
    ? 'Counted from what has come; the run tells its usage at its end.'
    : undefined
  const rate = pieces > 1 && writingMs > 0 ? ((pieces - 1) / writingMs) * 1000 : undefined
  return [
    {
      name: 'First token',
      hint: 'From the last request to the model to the first piece of its text',
      ...(firstTokenMs === undefined ? { value: NONE } : figureOf(firstTokenMs)),
    },
    {
      name: 'Rate',
      hint: 'Pieces of text a second while it was being written',
      ...(rate === undefined
        ? { value: NONE }
        : { value: numberText(Math.round(rate)), unit: '/s' }),
    },
    { name: 'In', value: usage ? numberText(usage.prompt_tokens) : NONE, hint: 'Prompt tokens' },
    {
      name: 'Out',
      value: out === undefined ? NONE : `${isRough ? '≈' : ''}${numberText(out)}`,
      hint: rough ?? 'Completion tokens',
    },
  ]
}

const sumOf = (steps: readonly RunStep[]): Usage | undefined => {
  const used = steps.flatMap(({ usage }) => usage ?? [])
  if (used.length === 0) return undefined
  const sum = (field: 'prompt_tokens' | 'completion_tokens' | 'total_tokens') =>
    used.reduce((total, usage) => total + usage[field], 0)
  return {
    prompt_tokens: sum('prompt_tokens'),
    completion_tokens: sum('completion_tokens'),
    total_tokens: sum('total_tokens'),
  }
}
