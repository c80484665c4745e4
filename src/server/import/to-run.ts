import type { Message } from '#contract/message.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { UNKNOWN_MODEL } from '#contract/stand-in.ts'

import { BadLine } from './bad-line.ts'
import { derivedId } from './canonical.ts'
import type { AsCame } from './loose-json.ts'
import { oldestFirst } from './oldest-first.ts'
import type { SourceRun, SourceStep } from './source-schema.ts'

/** Where a run belongs, and what its steps may speak of. */
export interface RunPlace {
  id: string
  threadId: string
  assistantId: string | null
  hash: string
  /** In the order of the line, which `message_index` counts. */
  messages: Message[]
  messagesById: Map<string, Message>
}

/**
 * A run of the source with its steps; messages they made are marked as theirs.
 * @throws {BadLine}
 */
export function toRunWithSteps(source: SourceRun, place: RunPlace): { run: Run; steps: RunStep[] } {
  const run = toRun(source, place)
  const steps = oldestFirst(source.steps ?? []).map((step, index) =>
    toStep(step, index, run, place),
  )
  for (const { step_details: details } of steps) {
    if (details.type === 'message_creation') {
      claimMessage(place.messagesById.get(details.message_creation.message_id), run)
    }
  }
  return { run, steps }
}

/** A run that was active when it was exported will get no answer any more: it has expired. */
const settled = (status: SourceRun['status']) => (isActive(status) ? 'expired' : status)

type LooseInRuns =
  | 'last_error'
  | 'incomplete_details'
  | 'tools'
  | 'truncation_strategy'
  | 'tool_choice'
  | 'response_format'

function toRun(source: SourceRun, place: RunPlace): Run {
  const run: AsCame<Omit<Run, 'tool_resources'>, LooseInRuns> & { tool_resources?: unknown } = {
    id: place.id,
    object: 'thread.run',
    created_at: source.created_at,
    thread_id: place.threadId,
    assistant_id: place.assistantId,
    status: settled(source.status),
    required_action: null,
    last_error: source.last_error ?? null,
    expires_at: source.expires_at ?? null,
    started_at: source.started_at ?? null,
    cancelled_at: source.cancelled_at ?? null,
    failed_at: source.failed_at ?? null,
    completed_at: source.completed_at ?? null,
    incomplete_details: source.incomplete_details ?? null,
    model: source.model ?? UNKNOWN_MODEL,
    instructions: source.instructions ?? '',
    tools: source.tools ?? [],
    metadata: source.metadata ?? {},
    usage: source.usage ?? null,
    temperature: source.temperature ?? null,
    top_p: source.top_p ?? null,
    max_prompt_tokens: source.max_prompt_tokens ?? null,
    max_completion_tokens: source.max_completion_tokens ?? null,
    truncation_strategy: source.truncation_strategy ?? { type: 'auto', last_messages: null },
    tool_choice: source.tool_choice ?? 'auto',
    parallel_tool_calls: source.parallel_tool_calls ?? true,
    response_format: source.response_format ?? 'auto',
    // Not every run has them.
    ...(source.reasoning_effort !== undefined && { reasoning_effort: source.reasoning_effort }),
    ...(source.tool_resources !== undefined && { tool_resources: source.tool_resources }),
  }
  // The cast: `toMapped` checks each run as whoever reads it does.
  return run as Run
}

function toStep(source: SourceStep, index: number, run: Run, place: RunPlace): RunStep {
  const id = source.id ?? derivedId('run_step', place.hash, run.id, index)
  const status = source.status ?? stepStatus(run.status)
  const step: AsCame<RunStep, 'type' | 'step_details' | 'last_error'> = {
    id,
    object: 'thread.run.step',
    created_at: source.created_at ?? run.started_at ?? run.created_at,
    assistant_id: run.assistant_id,
    thread_id: run.thread_id,
    run_id: run.id,
    type: source.type,
    status: status === 'in_progress' ? 'expired' : status,
    step_details: toStepDetails(source, id, place),
    last_error: source.last_error ?? null,
    expires_at: source.expires_at ?? null,
    expired_at: source.expired_at ?? null,
    cancelled_at: source.cancelled_at ?? null,
    failed_at: source.failed_at ?? null,
    completed_at: source.completed_at ?? null,
    metadata: source.metadata ?? {},
    usage: source.usage ?? null,
  }
  // The cast: `toMapped` checks each step as whoever reads it does.
  return step as RunStep
}

function stepStatus(status: Run['status']): RunStep['status'] {
  if (status === 'cancelled' || status === 'failed' || status === 'expired') return status
  return 'completed'
}

function toStepDetails(source: SourceStep, stepId: string, place: RunPlace): unknown {
  if (source.step_details) return source.step_details
  if (source.type === 'tool_calls') {
    const calls = (source.tool_calls ?? []).map((call, index) => ({
      ...call,
      id: call['id'] ?? derivedId('tool_call', stepId, index),
    }))
    return { type: 'tool_calls', tool_calls: calls }
  }
  if (source.type === 'message_creation' && source.message_index !== undefined) {
    const message = place.messages[source.message_index]
    if (!message) throw new BadLine(`message_index ${source.message_index} names no message`)
    if (message.role !== 'assistant') {
      throw new BadLine(`message_index ${source.message_index} names a message of the user`)
    }
    return { type: 'message_creation', message_creation: { message_id: message.id } }
  }
  throw new BadLine(
    `a step of type ${JSON.stringify(source.type)} says neither step_details nor its short form`,
  )
}

/** Marks a message as what the run wrote, unless the source says whose it is. */
function claimMessage(message: Message | undefined, run: Run): void {
  if (!message) return
  message.run_id ??= run.id
  message.assistant_id ??= run.assistant_id
}
