import * as z from 'zod/mini'

import { givenOutputs } from '#console/api/given-outputs.ts'
import { newDrafts } from '#console/util/drafts.ts'
import type { Tab } from '#console/util/tab.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

/** What was typed for the calls of a run, by the call's id. */
const Typed = z.record(z.string(), z.object({ name: z.string(), output: z.string() }))
export type Typed = z.infer<typeof Typed>

export const newOutputDrafts = (tab?: Tab) =>
  newDrafts<Typed>({
    prefix: 'clew.outputs.',
    empty: () => ({}),
    isEmpty: (typed) => Object.values(typed).every(({ output }) => output === ''),
    parse: (kept) => z.parse(Typed, kept),
    ...(tab && { tab }),
  })

/** The outputs of a run go with its thread. */
export const outputsId = (run: Pick<Run, 'id' | 'thread_id'>): string =>
  `${run.thread_id}/${run.id}`

/** Outputs as they are typed, by `outputsId`. They stay until the server has them, or they are discarded. */
export const outputDrafts = newOutputDrafts()

export const forgetOutputs = (
  run: Pick<Run, 'id' | 'thread_id'>,
  callIds: readonly string[],
): void =>
  outputDrafts.change(
    outputsId(run),
    (typed) =>
      Object.fromEntries(Object.entries(typed).filter(([callId]) => !callIds.includes(callId))),
    'now',
  )

/** Typed for a call that waits no longer. */
export interface Leftover {
  callId: string
  name: string
  output: string
  why: 'elsewhere' | 'expired' | 'ended'
}

/** What was typed and can no longer be submitted, and why. What was submitted as typed is none. */
export const leftoversOf = (typed: Typed, run: Run, steps: readonly RunStep[]): Leftover[] => {
  const waiting =
    run.status === 'requires_action' ? run.required_action?.submit_tool_outputs?.tool_calls : []
  const given = givenOutputs(steps)
  return Object.entries(typed).flatMap(([callId, { name, output }]) => {
    const isWaiting = waiting?.some(({ id }) => id === callId) ?? false
    if (isWaiting || output === '' || given.get(callId) === output) return []
    return [{ callId, name, output, why: given.has(callId) ? 'elsewhere' : whyOf(run.status) }]
  })
}

const whyOf = (status: Run['status']): Leftover['why'] => {
  if (status === 'expired') return 'expired'
  return status === 'cancelled' || status === 'cancelling' || status === 'failed'
    ? 'ended'
    : 'elsewhere'
}
