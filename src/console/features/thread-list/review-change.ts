import type { Said } from '#console/api/said.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'

/** Verdicts stay as they are, or are taken back. */
export const LEAVE = ''
export const CLEAR = 'none'

/** What is to be said of each thread. */
export interface Wish {
  verdict: string
  on: readonly string[]
  off: readonly string[]
}

export const isNothing = ({ verdict, on, off }: Wish): boolean =>
  verdict === LEAVE && on.length === 0 && off.length === 0

/** What a thread is said to be, with a wish added. */
export const changeBy =
  ({ verdict, on, off }: Wish) =>
  (said: Pick<Said, 'labels'>): Partial<Said> => ({
    ...(verdict !== LEAVE && { verdict: VERDICTS.find((known) => known === verdict) ?? null }),
    ...((on.length > 0 || off.length > 0) && {
      labels: [...new Set([...said.labels, ...on])].filter((id) => !off.includes(id)),
    }),
  })
