import type { Run } from '#contract/run.ts'

import {
  type CodeInterpreterParts,
  createCodeInterpreter,
} from './code-interpreter/code-interpreter.ts'
import type { Sandbox } from './code-interpreter/sandbox.ts'
import { createFileSearch } from './file-search.ts'
import type { FileSearchParts } from './file-search.ts'
import type { BuiltInTool, OfferedTool, OfferedTools } from './tool.ts'

/** The tools that the server answers itself. */
export interface Tools {
  /** Those that a run's model is offered. */
  offeredTo(run: Run): Promise<OfferedTools>
  /** The tool of a type, offered or not: for calls that were answered before. */
  ofType(type: string): BuiltInTool | undefined
  /** Lets go of what is kept for a thread that is gone. */
  forget(threadId: string): void
}

/** Without a sandbox no code is run. */
export type ToolParts = FileSearchParts &
  Omit<CodeInterpreterParts, 'sandbox'> & { sandbox?: Sandbox | undefined }

export const createTools = ({ sandbox, ...parts }: ToolParts): Tools => {
  const tools: BuiltInTool[] = [
    createFileSearch(parts),
    ...(sandbox ? [createCodeInterpreter({ ...parts, sandbox })] : []),
  ]
  const ofType = (type: string) => tools.find((tool) => tool.type === type)
  return {
    ofType,
    async offeredTo(run) {
      const offered = new Map<string, OfferedTool>()
      for (const { type } of run.tools) {
        const tool = ofType(type)
        const offer = await tool?.offer(run)
        if (!tool || !offer) continue
        const name = nameOf(tool, run)
        offered.set(name, { tool, definition: { ...offer, name } })
      }
      return offered
    },
    forget(threadId) {
      for (const tool of tools) tool.forget?.(threadId)
    },
  }
}

/** The name by which a run's model knows a tool. */
export const nameOf = ({ type }: BuiltInTool, run: Run): string => {
  const taken = new Set(
    run.tools.flatMap((tool) => (tool.type === 'function' ? [tool.function.name] : [])),
  )
  let name: string = type
  while (taken.has(name)) name = `${name}_`
  return name
}
