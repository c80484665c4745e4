import * as z from 'zod/mini'

import { INCLUDE_FILE_SEARCH_CONTENT, INCLUDE_TIMES } from './include.ts'
import {
  EXTENSION,
  Metadata,
  UnixSeconds,
  nullable,
  openEnum,
  pageQuery,
  unknownObject,
  wireForm,
} from './primitives.ts'
import { RunError, Usage } from './run.ts'

export const FileSearchResult = z.object({
  file_id: z.string(),
  file_name: z._default(z.string(), ''),
  score: z._default(z.number(), 0),
  content: z.optional(
    z.nullable(z.array(z.looseObject({ type: z.string(), text: z.optional(z.string()) }))),
  ),
})
export type FileSearchResult = z.infer<typeof FileSearchResult>

export const CodeOutput = z.union([
  z.object({ type: z.literal('logs'), logs: z.string() }),
  z.object({ type: z.literal('image'), image: z.object({ file_id: z.string() }) }),
  unknownObject,
])
export type CodeOutput = z.infer<typeof CodeOutput>

/** A tool call of a step; a call of a type we do not know keeps its JSON. */
export const ToolCall = z.union([
  z.object({
    id: z.string(),
    type: z.literal('function'),
    function: z.object({ name: z.string(), arguments: z.string(), output: nullable(z.string()) }),
  }),
  z.object({
    id: z.string(),
    type: z.literal('file_search'),
    file_search: z._default(
      z.object({
        ranking_options: z.optional(z.nullable(z.looseObject({}))),
        results: z.optional(z.nullable(z.array(FileSearchResult))),
      }),
      {},
    ),
  }),
  z.object({
    id: z.string(),
    type: z.literal('code_interpreter'),
    code_interpreter: z.object({
      input: z._default(z.string(), ''),
      outputs: z._default(z.array(CodeOutput), []),
    }),
  }),
  unknownObject,
])
export type ToolCall = z.infer<typeof ToolCall>

export const StepDetails = z.union([
  z.object({
    type: z.literal('message_creation'),
    message_creation: z.object({ message_id: z.string() }),
  }),
  z.object({ type: z.literal('tool_calls'), tool_calls: z.array(ToolCall) }),
  unknownObject,
])
export type StepDetails = z.infer<typeof StepDetails>

/** As `RunTimes` of a run: when a step began and ended, and how long its run waited for outputs of tools meanwhile. */
export const StepTimes = z
  .object({ from: z.int(), to: z.int(), waited: z.int() })
  .register(wireForm, EXTENSION)
export type StepTimes = z.infer<typeof StepTimes>

export const RunStep = z.object({
  id: z.string(),
  object: z.literal('thread.run.step'),
  created_at: UnixSeconds,
  assistant_id: nullable(z.string()),
  thread_id: z.string(),
  run_id: z.string(),
  type: openEnum('message_creation', 'tool_calls'),
  status: openEnum('in_progress', 'cancelled', 'failed', 'completed', 'expired'),
  step_details: StepDetails,
  last_error: nullable(RunError),
  // The recorded service sends expires_at, the published schema has expired_at: both are kept.
  expires_at: z.optional(z.nullable(UnixSeconds)),
  expired_at: nullable(UnixSeconds),
  cancelled_at: nullable(UnixSeconds),
  failed_at: nullable(UnixSeconds),
  completed_at: nullable(UnixSeconds),
  metadata: Metadata,
  usage: nullable(Usage),
  times: z.optional(StepTimes),
})
export type RunStep = z.infer<typeof RunStep>

export const includeQuery = { include: z.optional(z.array(z.enum([INCLUDE_FILE_SEARCH_CONTENT]))) }
export const ListRunStepsQuery = z.object({
  ...pageQuery,
  include: z.optional(z.array(z.enum([INCLUDE_FILE_SEARCH_CONTENT, INCLUDE_TIMES]))),
})
export const ListToolStepsQuery = z.object({
  limit: pageQuery.limit,
  after: pageQuery.after,
  ...includeQuery,
})
export const IncludeQuery = z.object(includeQuery)
