import type { RunStatus } from '#contract/run-status.ts'

type Why =
  | { type: 'no assistant'; id: string }
  | { type: 'no run'; id: string }
  | { type: 'cannot cancel'; status: RunStatus }
  | { type: 'missing parameter'; param: string }
  /** A tool choice without any tool to choose; or one that names a tool which is not among them. */
  | { type: 'nothing to choose' }
  | { type: 'no such tool'; tool: string }
  | { type: 'no outputs accepted'; status: RunStatus }
  | { type: 'wrong outputs'; expected: string[]; got: string[] }
  | { type: 'stopping' }

/** What was asked of a run cannot be done. The routes have the wire's words for each. */
export class RunRefusal extends Error {
  override name = 'RunRefusal'
  readonly why: Why
  constructor(why: Why) {
    super(why.type)
    this.why = why
  }
}
