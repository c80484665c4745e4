import type { Assistant } from '#contract/assistant.ts'
import type { FileObject } from '#contract/file.ts'
import type { Message, TextPart } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread, ThreadSummary } from '#contract/thread.ts'
import { RUN_LIFETIME } from '#server/runs/expiry.ts'
import type { NewVectorStore } from '#server/store/vector-stores.ts'

import { EPOCH } from './clock.ts'
import { sequentialIds } from './ids.ts'

/** In seconds, as on the wire. */
const NOW = EPOCH / 1000

const newId = sequentialIds()

export const textPart = (value: string): TextPart => ({
  type: 'text',
  text: { value, annotations: [] },
})

export const buildThread = (fields: Partial<Thread> = {}): Thread => ({
  id: newId('thread'),
  object: 'thread',
  created_at: NOW,
  metadata: {},
  tool_resources: {},
  ...fields,
})

/** Of an empty thread unless told otherwise. */
export const buildSummary = (fields: Partial<ThreadSummary> = {}): ThreadSummary => ({
  title: null,
  preview: null,
  preview_role: null,
  last_active_at: NOW,
  activity: EPOCH,
  message_count: 0,
  attachment_count: 0,
  image_count: 0,
  last_run: null,
  ...fields,
})

/** A user's message unless told otherwise; `text` is short for content of one text part. */
export const buildMessage = ({
  text,
  ...fields
}: Partial<Message> & { text?: string } = {}): Message => {
  const createdAt = fields.created_at ?? NOW
  return {
    id: newId('message'),
    object: 'thread.message',
    created_at: createdAt,
    thread_id: 'thread_000000000000000000000000',
    status: 'completed',
    incomplete_details: null,
    completed_at: createdAt,
    incomplete_at: null,
    role: 'user',
    content: [textPart(text ?? 'Where is my order?')],
    assistant_id: null,
    run_id: null,
    attachments: [],
    metadata: {},
    ...fields,
  }
}

/** A queued run unless told otherwise. */
export const buildRun = (fields: Partial<Run> = {}): Run => {
  const createdAt = fields.created_at ?? NOW
  return {
    id: newId('run'),
    object: 'thread.run',
    created_at: createdAt,
    thread_id: 'thread_000000000000000000000000',
    assistant_id: 'asst_000000000000000000000000',
    status: 'queued',
    required_action: null,
    last_error: null,
    expires_at: createdAt + RUN_LIFETIME,
    started_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    incomplete_details: null,
    model: 'scripted',
    instructions: 'You help customers.',
    tools: [],
    metadata: {},
    usage: null,
    temperature: 1,
    top_p: 1,
    max_prompt_tokens: null,
    max_completion_tokens: null,
    truncation_strategy: { type: 'auto', last_messages: null },
    tool_choice: 'auto',
    parallel_tool_calls: true,
    response_format: 'auto',
    ...fields,
  }
}

/** What a run waits for: outputs of calls with these ids. */
export const outputsOf = (...ids: string[]): NonNullable<Run['required_action']> => ({
  type: 'submit_tool_outputs',
  submit_tool_outputs: {
    tool_calls: ids.map((id) => ({
      id,
      type: 'function',
      function: { name: 'get_weather', arguments: '{}' },
    })),
  },
})

/** A step that is making a message unless told otherwise. */
export const buildRunStep = (fields: Partial<RunStep> = {}): RunStep => ({
  id: newId('run_step'),
  object: 'thread.run.step',
  created_at: NOW,
  assistant_id: 'asst_000000000000000000000000',
  thread_id: 'thread_000000000000000000000000',
  run_id: 'run_000000000000000000000000',
  type: 'message_creation',
  status: 'in_progress',
  step_details: {
    type: 'message_creation',
    message_creation: { message_id: 'msg_000000000000000000000000' },
  },
  last_error: null,
  expires_at: NOW + RUN_LIFETIME,
  expired_at: null,
  cancelled_at: null,
  failed_at: null,
  completed_at: null,
  metadata: {},
  usage: null,
  ...fields,
})

export const buildAssistant = (fields: Partial<Assistant> = {}): Assistant => ({
  id: newId('assistant'),
  object: 'assistant',
  created_at: NOW,
  name: 'Support',
  description: null,
  model: 'scripted',
  instructions: 'You help customers.',
  tools: [],
  tool_resources: {},
  metadata: {},
  temperature: 1,
  top_p: 1,
  response_format: 'auto',
  ...fields,
})

export const buildFile = (fields: Partial<FileObject> = {}): FileObject => ({
  id: newId('file'),
  object: 'file',
  bytes: 12,
  created_at: NOW,
  filename: 'order.txt',
  purpose: 'assistants',
  status: 'processed',
  ...fields,
})

/** A vector store to be inserted. */
export const buildVectorStore = (fields: Partial<NewVectorStore> = {}): NewVectorStore => ({
  id: newId('vector_store'),
  created_at: NOW,
  name: '',
  expires_after: null,
  metadata: {},
  files: [],
  ...fields,
})
