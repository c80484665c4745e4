import { INCLUDE_FILE_SEARCH_CONTENT } from '#contract/include.ts'
import { isActive } from '#contract/run-status.ts'
import { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { allSteps } from '../runs/pages.ts'
import { isKept } from '../store/mirrorable.ts'
import { lacksPassages } from '../store/passages.ts'
import { pagesOf, threadPath } from './pages.ts'
import type { MirrorParts } from './parts.ts'
import { Refused, TooLong, pause } from './upstream-client.ts'

/** How many steps of a run are read. */
const MOST_STEPS = 2000
/** How many bytes of steps are held until their run is written with them. */
const MOST_STEP_BYTES = 16 * 1024 * 1024
/** How often they are asked for where the other server fails over them, and the wait between, in milliseconds. */
const STEP_TRIES = 3
const STEP_WAIT_MS = 500
/** The passages that file searches found are told where they are asked for. */
const WITH_PASSAGES = `?${new URLSearchParams({ 'include[]': INCLUDE_FILE_SEARCH_CONTENT }).toString()}`

type Parts = Pick<MirrorParts, 'client' | 'closing' | 'timers'>
type RunPlace = Pick<Run, 'id' | 'thread_id'>

/**
 * The steps of a run that can be kept, oldest first.
 * @throws {Unreachable}
 * @throws {Refused}
 */
export const stepsOf = async (
  parts: Pick<Parts, 'client' | 'closing'>,
  run: RunPlace,
): Promise<RunStep[]> => {
  const steps: RunStep[] = []
  await readSteps(parts, run, steps)
  return steps.filter(isKept)
}

/** Steps of a run as far as the other server gives them. */
interface StepsToBeHad {
  steps: RunStep[]
  /** Whether those are all. */
  isWhole: boolean
}

/**
 * The steps of a run, oldest first, up to the first page that the other server refuses: the run is kept all the same.
 * @param tries how often a page is asked for that the other server fails over
 * @throws {Unreachable}
 */
export const stepsToBeHad = async (
  parts: Parts,
  run: RunPlace,
  tries = STEP_TRIES,
): Promise<StepsToBeHad> => {
  const steps: RunStep[] = []
  for (let left = tries - 1; ; left -= 1) {
    try {
      await readSteps(parts, run, steps)
      return { steps, isWhole: true }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (left <= 0 || !mayPass(error)) return { steps, isWhole: false }
    }
    await pause(parts.timers, STEP_WAIT_MS, parts.closing)
  }
}

/**
 * The passages that the file searches of a run found that is over, where its stream told none.
 * @throws {Unreachable}
 */
export const bringPassages = async (
  parts: Parts & Pick<MirrorParts, 'store'>,
  run: Run,
): Promise<void> => {
  const { client, store } = parts
  if (isActive(run.status) || client.refusesPassages) return
  const known = await allSteps(store, run.thread_id, run.id)
  if (!known.some(lacksPassages)) return
  const { steps } = await stepsToBeHad(parts, run)
  await store.putMirrored({ steps })
}

/** Whether a refusal may be another answer a little later; 503 was asked again already. */
const mayPass = (error: Refused): boolean =>
  error.status >= 500 && error.status !== 503 && !(error instanceof TooLong)

/** Reads on from the last of the steps that are there, with passages where they are given. */
const readSteps = async (
  parts: Pick<Parts, 'client' | 'closing'>,
  run: RunPlace,
  steps: RunStep[],
): Promise<void> => {
  const { client } = parts
  if (client.refusesPassages) return readPages(parts, run, steps, '')
  let refusal: Refused
  try {
    return await readPages(parts, run, steps, WITH_PASSAGES)
  } catch (error) {
    if (!(error instanceof Refused) || !mayBeOfPassages(error)) throw error
    refusal = error
  }
  // Without them a page is shorter.
  await readPages(parts, run, steps, '')
  // What else it refuses it refuses also without.
  if (!(refusal instanceof TooLong)) client.refusesPassages = true
}

const mayBeOfPassages = (error: Refused): boolean =>
  error.status === 400 || error instanceof TooLong

const readPages = async (
  { client, closing }: Pick<Parts, 'client' | 'closing'>,
  { id, thread_id }: RunPlace,
  steps: RunStep[],
  query: string,
): Promise<void> => {
  const path = `${threadPath(thread_id)}/runs/${encodeURIComponent(id)}/steps${query}`
  const pages = pagesOf(client, path, RunStep, {
    order: 'asc',
    after: steps.at(-1)?.id,
    most: MOST_STEPS,
    bytes: MOST_STEP_BYTES,
    signal: closing,
  })
  for await (const { data } of pages) {
    steps.push(...data.filter((step) => step.run_id === id && step.thread_id === thread_id))
  }
}
