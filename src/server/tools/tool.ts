import type { ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { FunctionDefinition } from '#contract/tool.ts'

/** A tool that the server answers itself. Models are offered it as a function. */
export interface BuiltInTool {
  /** Its type on the wire. */
  readonly type: 'file_search' | 'code_interpreter'
  /** As the run's model is told of it; undefined when the run has nothing to use it on. */
  offer(run: Run): Promise<ToolOffer | undefined>
  /** The call as it is told when the model begins it. */
  open(id: string): ToolCall
  /** Reads a call's input out of its arguments, for tools whose clients see it while it is written. */
  newReader?(): InputReader
  /**
   * The call with what it came to, as the step keeps it.
   * @throws {ToolFailure} the run cannot go on
   */
  answer(call: CallToAnswer, run: Run, signal: AbortSignal): Promise<ToolCall>
  /** What the model is told of an answered call, which is the run's `ordinal`th of this tool, from 0. */
  output(call: ToolCall, ordinal: number): string
  /** The arguments of an answered call, as JSON, where the call has them. */
  argumentsOf?(call: ToolCall): string
  /** Lets go of what is kept for a thread. */
  forget?(threadId: string): void
}

/** Its name is the tool's type, unless one of the run's own functions has that. */
export type ToolOffer = Omit<FunctionDefinition, 'name'>

/** Told pieces are a call's `code_interpreter.input`, one after the other. */
export interface InputReader {
  /** What a fragment of the arguments tells of the input. */
  add(fragment: string): string
  /** What was not told yet, once the arguments are whole. */
  end(): string
}

export interface CallToAnswer {
  id: string
  /** As the model wrote them: JSON, when all is well. */
  arguments: string
  /** As it was told so far, with the input that was read. */
  call: ToolCall
  /** Tells clients more of the call while it is being answered: a fragment of a `ToolCall`. */
  tell: (delta: { type: BuiltInTool['type']; [key: string]: unknown }) => void
}

/** The tools a run has, by the names under which its model knows them. */
export type OfferedTools = ReadonlyMap<string, OfferedTool>
export interface OfferedTool {
  tool: BuiltInTool
  definition: FunctionDefinition
}

/** Ends the run; the message is for whoever reads it. */
export class ToolFailure extends Error {
  override name = 'ToolFailure'
}
