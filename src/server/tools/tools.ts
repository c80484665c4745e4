import type { Run } from '#contract/run.ts'

import { createFileSearch } from './file-search.ts'
import type { FileSearchParts } from './file-search.ts'
import type { BuiltInTool, OfferedTools } from './tool.ts'

/** The tools that the server answers itself. */
export interface Tools {
  /** Those that a run's model is offered. */
  offeredTo(run: Run): Promise<OfferedTools>
  /** The tool of a type, offered or not: for calls that were answered before. */
  ofType(type: string): BuiltInTool | undefined
}

export const createTools = (parts: FileSearchParts): Tools => {
  const tools: BuiltInTool[] = [createFileSearch(parts)]
  const ofType = (type: string) => tools.find((tool) => tool.type === type)
  return {
    ofType,
    async offeredTo(run) {
      const offered = new Map<string, BuiltInTool>()
      for (const { type } of run.tools) {
        const tool = ofType(type)
        if (tool && (await tool.isOffered(run))) offered.set(nameOf(tool, run), tool)
      }
      return offered
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
