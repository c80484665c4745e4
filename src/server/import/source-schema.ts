import * as z from 'zod/mini'

import { ID_PREFIX, type IdKind } from '#contract/id.ts'
import { MAX_SECONDS } from '#contract/limits.ts'
import { MAX_ANNOTATIONS, MAX_THREAD_MESSAGES } from '#contract/message.ts'
import { RUN_STATUSES } from '#contract/run-status.ts'

import { byType, listOf } from './loose-json.ts'

/** As many runs as messages: each answers with one, as a rule. */
const MAX_RUNS = MAX_THREAD_MESSAGES
const MAX_STEPS = 10_000

const seconds = z
  .int('expected whole seconds since 1970')
  .check(
    z.gte(0, 'expected seconds since 1970, not a time before it'),
    z.lte(MAX_SECONDS, 'expected seconds since 1970: this looks like milliseconds'),
  )
const time = z.optional(z.nullable(seconds))
const text = z.optional(z.nullable(z.string()))
const number = z.optional(z.nullable(z.number()))
const id = (kind: IdKind) => {
  const form = new RegExp(`^${ID_PREFIX[kind]}[A-Za-z0-9_-]{1,64}$`)
  return z.optional(z.string().check(z.regex(form, `expected ${ID_PREFIX[kind]}…`)))
}

/**
 * Pairs of strings. The wire's limits on what clients may write do not hold for what is already written
 * somewhere: nothing of it is cut.
 */
const metadata = z.optional(z.nullable(z.record(z.string(), z.string())))

const annotation = byType({
  file_citation: z.looseObject({
    text: z.string(),
    start_index: z.int(),
    end_index: z.int(),
    file_citation: z.looseObject({ file_id: z.string() }),
  }),
  file_path: z.looseObject({
    text: z.string(),
    start_index: z.int(),
    end_index: z.int(),
    file_path: z.looseObject({ file_id: z.string() }),
  }),
})

const toolResources = z.optional(z.nullable(z.looseObject({})))

const detail = z.optional(z.nullable(z.enum(['auto', 'low', 'high'])))

const contentPart = byType({
  text: z.looseObject({
    text: z.looseObject({
      value: z.string(),
      annotations: z._default(z.array(annotation).check(z.maxLength(MAX_ANNOTATIONS)), []),
    }),
  }),
  image_file: z.looseObject({ image_file: z.looseObject({ file_id: z.string(), detail }) }),
  image_url: z.looseObject({ image_url: z.looseObject({ url: z.string(), detail }) }),
  refusal: z.looseObject({ refusal: z.string() }),
})

const bareText = (content: unknown) =>
  typeof content === 'string' ? [{ type: 'text', text: { value: content } }] : content

export const SourceMessage = z.object({
  id: id('message'),
  object: z.optional(z.literal('thread.message')),
  thread_id: text,
  created_at: time,
  role: z.enum(['user', 'assistant']),
  content: z.pipe(z.transform(bareText), z.array(contentPart)),
  status: z.optional(z.nullable(z.enum(['in_progress', 'incomplete', 'completed']))),
  incomplete_details: z.optional(z.nullable(z.looseObject({ reason: z.string() }))),
  completed_at: time,
  incomplete_at: time,
  assistant_id: text,
  run_id: text,
  attachments: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          file_id: text,
          tools: z._default(z.array(z.looseObject({ type: z.string() })), []),
        }),
      ),
    ),
  ),
  metadata,
})
export type SourceMessage = z.infer<typeof SourceMessage>

const toolCall = byType({
  function: z.looseObject({
    id: z.optional(z.string()),
    function: z.looseObject({ name: z.string(), arguments: z.string(), output: text }),
  }),
  code_interpreter: z.looseObject({
    id: z.optional(z.string()),
    code_interpreter: z.looseObject({ input: z.string() }),
  }),
  file_search: z.looseObject({ id: z.optional(z.string()) }),
})

const runError = z.optional(z.nullable(z.looseObject({ code: z.string(), message: z.string() })))
const usage = z.optional(
  z.nullable(
    z.looseObject({
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      total_tokens: z.int(),
    }),
  ),
)

const stepDetails = byType({
  message_creation: z.looseObject({
    message_creation: z.looseObject({ message_id: z.string() }),
  }),
  tool_calls: z.looseObject({ tool_calls: z.array(toolCall) }),
})

export const SourceStep = z.object({
  id: id('run_step'),
  object: z.optional(z.literal('thread.run.step')),
  type: z.string(),
  status: z.optional(z.enum(['in_progress', 'cancelled', 'failed', 'completed', 'expired'])),
  created_at: time,
  completed_at: time,
  cancelled_at: time,
  failed_at: time,
  expires_at: time,
  expired_at: time,
  /** The short form: the message by its place in the line. */
  message_index: z.optional(z.int().check(z.gte(0))),
  tool_calls: z.optional(z.array(toolCall)),
  /** The wire's own form. */
  step_details: z.optional(stepDetails),
  last_error: runError,
  usage,
  metadata,
})
export type SourceStep = z.infer<typeof SourceStep>

export const SourceRun = z.object({
  id: id('run'),
  object: z.optional(z.literal('thread.run')),
  thread_id: text,
  assistant_id: text,
  status: z.enum(RUN_STATUSES),
  model: text,
  instructions: text,
  created_at: seconds,
  started_at: time,
  completed_at: time,
  cancelled_at: time,
  failed_at: time,
  expires_at: time,
  last_error: runError,
  incomplete_details: z.optional(z.nullable(z.looseObject({ reason: z.optional(z.string()) }))),
  usage,
  tools: z.optional(z.nullable(z.array(z.looseObject({ type: z.string() })))),
  temperature: number,
  top_p: number,
  max_prompt_tokens: number,
  max_completion_tokens: number,
  truncation_strategy: z.optional(z.nullable(z.looseObject({ type: z.string() }))),
  tool_choice: z.optional(z.nullable(z.union([z.string(), z.looseObject({ type: z.string() })]))),
  response_format: z.optional(
    z.nullable(z.union([z.string(), z.looseObject({ type: z.string() })])),
  ),
  parallel_tool_calls: z.optional(z.boolean()),
  reasoning_effort: text,
  tool_resources: toolResources,
  metadata,
  steps: z.optional(listOf(SourceStep, MAX_STEPS)),
})
export type SourceRun = z.infer<typeof SourceRun>

/** One line of an import: a thread with its messages and, where known, its runs, or a `ThreadPart` of it. */
export const SourceThread = z.object({
  id: id('thread'),
  object: z.optional(z.literal('thread')),
  created_at: seconds,
  metadata,
  tool_resources: toolResources,
  messages: listOf(SourceMessage, MAX_THREAD_MESSAGES),
  runs: z.optional(listOf(SourceRun, MAX_RUNS)),
  part: z.optional(z.int().check(z.gte(1))),
  more: z.optional(z.boolean()),
})
export type SourceThread = z.infer<typeof SourceThread>
