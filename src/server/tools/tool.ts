import type { ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { FunctionDefinition } from '#contract/tool.ts'

/** A tool that the server answers itself. Models are offered it as a function. */
export interface BuiltInTool {
  /** Its type on the wire. */
  readonly type: 'file_search' | 'code_interpreter'
  /** Its name is the tool's type, unless one of the run's own functions has that. */
  readonly definition: FunctionDefinition
  /** Whether the run has anything to use it on. */
  isOffered(run: Run): Promise<boolean>
  /** The call as it is told when the model begins it. */
  open(id: string): ToolCall
  /**
   * The call with what it came to, as the step keeps it.
   * @throws {ToolFailure} the run cannot go on
   */
  answer(call: CallToAnswer, run: Run, signal: AbortSignal): Promise<ToolCall>
  /** What the model is told of an answered call, which is the run's `ordinal`th of this tool, from 0. */
  output(call: ToolCall, ordinal: number): string
}

export interface CallToAnswer {
  id: string
  /** As the model wrote them: JSON, when all is well. */
  arguments: string
  /** Tells clients more of the call while it is being answered: a fragment of a `ToolCall`. */
  tell(delta: { type: BuiltInTool['type']; [key: string]: unknown }): void
}

/** The tools a run has, by the names under which its model knows them. */
export type OfferedTools = ReadonlyMap<string, BuiltInTool>

/** Ends the run; the message is for whoever reads it. */
export class ToolFailure extends Error {
  override name = 'ToolFailure'
}
