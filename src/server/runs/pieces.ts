import type { MessageDelta, RunStepDelta, StreamEvent, TextDelta } from '#contract/event.ts'
import type { Annotation, ContentPart, IncompleteReason, Message } from '#contract/message.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run, RunError, Usage } from '#contract/run.ts'

import type { RunChange } from '../store/runs.ts'

/** What one commit adds to a run. */
export interface LogEntry {
  events: StreamEvent[]
  steps?: RunStep[]
  messages?: Message[]
  kept?: NonNullable<RunChange['kept']>
}

interface Made {
  id: string
  /** Whole seconds. */
  now: number
}

export const newStep = (
  run: Run,
  { id, now }: Made,
  step_details: RunStep['step_details'],
): RunStep => ({
  id,
  object: 'thread.run.step',
  created_at: now,
  assistant_id: run.assistant_id,
  thread_id: run.thread_id,
  run_id: run.id,
  type: step_details.type === 'tool_calls' ? 'tool_calls' : 'message_creation',
  status: 'in_progress',
  step_details,
  last_error: null,
  expires_at: run.expires_at,
  expired_at: null,
  cancelled_at: null,
  failed_at: null,
  completed_at: null,
  metadata: {},
  usage: null,
})

export const newAnswer = (run: Run, { id, now }: Made): Message => ({
  id,
  object: 'thread.message',
  created_at: now,
  thread_id: run.thread_id,
  status: 'in_progress',
  incomplete_details: null,
  completed_at: null,
  incomplete_at: null,
  role: 'assistant',
  content: [],
  assistant_id: run.assistant_id,
  run_id: run.id,
  attachments: [],
  metadata: {},
})

/** An answer as it ends: completed, or incomplete for a reason. */
export const endedAnswer = (
  message: Message,
  content: ContentPart[],
  now: number,
  reason?: IncompleteReason,
): Message =>
  reason === undefined
    ? { ...message, content, status: 'completed', completed_at: now }
    : {
        ...message,
        content,
        status: 'incomplete',
        incomplete_at: now,
        incomplete_details: { reason },
      }

export const endedAnswerEvent = (message: Message): StreamEvent => ({
  event: message.status === 'completed' ? 'thread.message.completed' : 'thread.message.incomplete',
  data: message,
})

export type StepEnd =
  | { status: 'completed'; usage: Usage | null }
  | { status: 'cancelled' | 'expired' }
  | { status: 'failed'; error: RunError }

export const endedStep = (step: RunStep, end: StepEnd, now: number): RunStep => {
  switch (end.status) {
    case 'completed':
      return { ...step, status: 'completed', completed_at: now, usage: end.usage }
    case 'cancelled':
      return { ...step, status: 'cancelled', cancelled_at: now }
    case 'expired':
      return { ...step, status: 'expired', expired_at: now }
    case 'failed':
      return { ...step, status: 'failed', failed_at: now, last_error: end.error }
  }
}

export const endedStepEvent = (step: RunStep): StreamEvent => ({
  event: `thread.run.step.${step.status}`,
  data: step,
})

/** The step is told as created, then as in progress; so is the message that it makes, if any. */
export const beginning = (step: RunStep, message?: Message): LogEntry => ({
  steps: [step],
  messages: message ? [message] : [],
  events: [
    { event: 'thread.run.step.created', data: step },
    { event: 'thread.run.step.in_progress', data: step },
    ...(message
      ? [
          { event: 'thread.message.created' as const, data: message },
          { event: 'thread.message.in_progress' as const, data: message },
        ]
      : []),
  ],
})

/** With which every run begins. */
export const firstEvents = (run: Run): StreamEvent[] => [
  { event: 'thread.run.created', data: run },
  { event: 'thread.run.queued', data: run },
]

export const runEvent = (run: Run): StreamEvent => ({
  event: `thread.run.${run.status}`,
  data: run,
})

/**
 * @param first whether nothing of this part was sent before
 * @param annotation what the text stands for, with its place among the part's annotations
 */
export const textDelta = (
  id: string,
  index: number,
  value: string,
  first: boolean,
  annotation?: Annotation & { index: number },
): StreamEvent => {
  const annotations = annotation ? [annotation] : []
  const part: TextDelta = {
    index,
    type: 'text',
    text: first || annotation ? { value, annotations } : { value },
  }
  return messageDelta(id, { content: [{ ...part }] })
}

/**
 * What a message ends with besides its text. Of every delta the first part has a text, if an empty one:
 * there are clients that read it without looking.
 * @param told how many of the images were told before
 */
export const imagesDelta = (
  id: string,
  images: readonly string[],
  first: boolean,
  told = 0,
): StreamEvent =>
  messageDelta(id, {
    content: [
      { index: 0, type: 'text', text: first ? { value: '', annotations: [] } : { value: '' } },
      ...images.slice(told).map((file_id, at) => ({
        index: told + at + 1,
        type: 'image_file',
        image_file: { file_id },
      })),
    ],
  })

const messageDelta = (id: string, delta: MessageDelta['delta']): StreamEvent => ({
  event: 'thread.message.delta',
  data: { id, object: 'thread.message.delta', delta },
})

/** The first delta of a call tells its id and name, which later ones must not repeat. */
export const callDelta = (stepId: string, index: number, call: ToolCall) =>
  stepDelta(stepId, { index, ...call })

export const argumentsDelta = (stepId: string, index: number, text: string): StreamEvent =>
  stepDelta(stepId, { index, type: 'function', function: { arguments: text } })

export const inputDelta = (stepId: string, index: number, input: string): StreamEvent =>
  stepDelta(stepId, { index, type: 'code_interpreter', code_interpreter: { input } })

export type CallDelta = NonNullable<
  NonNullable<RunStepDelta['delta']['step_details']>['tool_calls']
>[number]

export const stepDelta = (id: string, call: CallDelta): StreamEvent => ({
  event: 'thread.run.step.delta',
  data: {
    id,
    object: 'thread.run.step.delta',
    delta: { step_details: { type: 'tool_calls', tool_calls: [call] } },
  },
})
