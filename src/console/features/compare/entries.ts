import { callLabel } from '#console/util/call-label.ts'
import { callOutput } from '#console/util/call-output.ts'
import { readableJson } from '#console/util/json-text.ts'
import { shownName } from '#console/util/shown-name.ts'
import { stepTime } from '#console/util/step-time.ts'
import { TOOL_LABELS } from '#console/util/tool-words.ts'
import type { ContentPart, Message } from '#contract/message.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'

import type { Alignable } from './align.ts'
import { type Fact, fact, metadataFacts } from './facts.ts'

/** A message or a tool call, as it is compared. */
export interface Entry extends Alignable {
  id: string
  kind: 'message' | 'call'
  /** Who speaks, or what was called. */
  title: string
  /** When it was made, in seconds. */
  at: number
  /** How long a call took. */
  took?: string | undefined
  /** What is compared of it; the text of a message has no name. */
  facts: readonly Fact[]
  threadId: string
  runId: string | null
}

const partText = (part: ContentPart): string => {
  switch (part.type) {
    case 'text':
      return part.text.value
    case 'refusal':
      return part.refusal
    case 'image_file':
      return `[Image ${part.image_file.file_id}]`
    case 'image_url':
      return `[Image ${part.image_url.url.slice(0, 300)}]`
    case 'unknown':
      return readableJson(part.raw)
  }
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['user', 'User'],
  ['assistant', 'Assistant'],
])

const attachmentText = (message: Message): string =>
  (message.attachments ?? [])
    .map(({ file_id, tools }) =>
      [file_id ?? 'no file', ...tools.map(({ type }) => type)].join(' · '),
    )
    .join('\n')

const keyOf = (lane: string, facts: readonly Fact[]): string =>
  JSON.stringify([lane, ...facts.map(({ name, text }) => [name, text])])

export const messageEntry = (message: Message): Entry => {
  const { id, role, created_at, thread_id, run_id, status, incomplete_details } = message
  const text = message.content.map(partText).join('\n\n')
  const facts = [
    { name: '', text },
    ...fact('Attachments', attachmentText(message)),
    ...fact(
      'State',
      status === 'completed' ? '' : [status, incomplete_details?.reason].filter(Boolean).join(': '),
    ),
    ...metadataFacts(message.metadata).map((each) => ({ ...each, name: `Metadata: ${each.name}` })),
  ]
  return {
    id,
    kind: 'message',
    lane: role,
    key: keyOf(role, facts),
    text,
    title: ROLES.get(role) ?? role,
    at: created_at,
    facts,
    threadId: thread_id,
    runId: run_id,
  }
}

/** The values of a JSON object by their keys; a text that is none stands as it is. */
const argumentFacts = (json: string): Fact[] => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return fact('Arguments', json, true)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fact('Arguments', readableJson(json), true)
  return Object.entries(value).flatMap(([key, each]): Fact[] => [
    { name: shownName(key), text: readableJson(each), isCode: true },
  ])
}

const callFacts = (call: ToolCall): Fact[] => {
  switch (call.type) {
    case 'function':
      return [
        ...argumentFacts(call.function.arguments),
        ...fact(
          'Output',
          call.function.output === null ? 'none was given' : callOutput(call),
          true,
        ),
      ]
    case 'code_interpreter':
      return [
        ...fact('Code', call.code_interpreter.input, true),
        ...fact('Output', callOutput(call), true),
        ...fact(
          'Images',
          call.code_interpreter.outputs
            .flatMap((output) => (output.type === 'image' ? output.image.file_id : []))
            .join('\n'),
        ),
      ]
    case 'file_search':
      return fact('Found', callOutput(call))
    case 'unknown':
      return fact('Call', readableJson(call.raw), true)
  }
}

const titleOf = (call: ToolCall): string =>
  call.type === 'file_search' || call.type === 'code_interpreter'
    ? TOOL_LABELS[call.type]
    : callLabel(call)

export const callEntries = (step: RunStep): Entry[] => {
  const { step_details: details, created_at, thread_id, run_id } = step
  if (details.type !== 'tool_calls') return []
  return details.tool_calls.map((call, at): Entry => {
    const facts = callFacts(call)
    const title = titleOf(call)
    return {
      id: `${step.id}:${at}`,
      kind: 'call',
      // A call of another tool is another call.
      lane: `call ${title}`,
      key: keyOf(`call ${title}`, facts),
      text: facts.map(({ text }) => text).join(' '),
      title,
      at: created_at,
      took: stepTime(step),
      facts,
      threadId: thread_id,
      runId: run_id,
    }
  })
}

/** Messages and the calls of tools that led to them, in the order in which they came. */
export const entriesOf = (messages: readonly Entry[], steps: readonly RunStep[]): Entry[] => {
  const calls = steps.toSorted((one, other) => one.created_at - other.created_at)
  const entries: Entry[] = []
  let next = 0
  for (const message of messages) {
    for (let step = calls[next]; step; step = calls[next]) {
      // Within a second a run calls before it answers, and is asked before it calls.
      const isBefore =
        step.created_at < message.at ||
        (step.created_at === message.at && step.run_id === message.runId)
      if (!isBefore) break
      entries.push(...callEntries(step))
      next += 1
    }
    entries.push(message)
  }
  return [...entries, ...calls.slice(next).flatMap(callEntries)]
}
