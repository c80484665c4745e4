import { UNKNOWN_MODEL } from '#contract/stand-in.ts'
import type { Thread } from '#contract/thread.ts'
import type { ImportedThread } from '#server/store/imports.ts'

import { BadLine } from './bad-line.ts'
import { derivedId } from './canonical.ts'
import { oldestFirst } from './oldest-first.ts'
import type { SourceRun, SourceThread } from './source-schema.ts'
import { toImportedMessage } from './to-imported-message.ts'
import { toRunWithSteps } from './to-run.ts'

/** Which assistant a run without one is given. It stands for whoever answered in the source. */
export interface StandIn {
  id: string
  source: string
  model: string
}

/** What a line becomes: the thread, and the assistants its runs name without bringing them. */
export interface Mapped {
  imported: ImportedThread
  standIns: StandIn[]
}

/**
 * A line as the objects of the wire. Ids and times of the source are kept; ids it does not give follow
 * from `hash`.
 * @throws {BadLine} where the parts contradict each other
 */
export function toImportedThread(source: SourceThread, hash: string): Mapped {
  const thread = toThread(source, hash)
  let createdAt = source.created_at
  const messages = source.messages.map((message, index) => {
    // One without a time came with the one before it, or with its thread.
    createdAt = message.created_at ?? createdAt
    const derived = derivedId('message', hash, index)
    return toImportedMessage(message, { threadId: thread.id, derived, createdAt })
  })
  refuseDoubles(messages.map((message) => message.id))
  const messagesById = new Map(messages.map((message) => [message.id, message]))
  const standIns = new Map<string, StandIn>()
  const runs = oldestFirst(source.runs ?? []).map((run, index) => {
    const standIn = run.assistant_id ? undefined : toStandIn(source, run)
    if (standIn) standIns.set(standIn.id, standIn)
    refuseOtherThread(run, source)
    return toRunWithSteps(run, {
      id: run.id ?? derivedId('run', hash, index),
      threadId: thread.id,
      assistantId: run.assistant_id ?? standIn?.id ?? null,
      hash,
      messages,
      messagesById,
    })
  })
  refuseDoubles(runs.flatMap(({ run, steps }) => [run.id, ...steps.map((step) => step.id)]))
  for (const message of source.messages) refuseOtherThread(message, source)
  return {
    imported: { hash, thread, messages: oldestFirst(messages), runs },
    standIns: [...standIns.values()],
  }
}

function toThread(source: SourceThread, hash: string): Thread {
  return {
    id: source.id ?? derivedId('thread', hash),
    object: 'thread',
    created_at: source.created_at,
    metadata: source.metadata ?? {},
    // Kept as given: the files it may name are not part of an export.
    tool_resources: source.tool_resources ?? {},
  }
}

function toStandIn(source: SourceThread, run: SourceRun): StandIn {
  const from = source.metadata?.['source'] ?? 'an import'
  const model = run.model ?? UNKNOWN_MODEL
  return { id: derivedId('assistant', 'import', from, model), source: from, model }
}

function refuseDoubles(ids: string[]): void {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) throw new BadLine(`${id} occurs twice`)
    seen.add(id)
  }
}

function refuseOtherThread(item: { thread_id?: string | null }, thread: SourceThread): void {
  if (item.thread_id && item.thread_id !== thread.id) {
    throw new BadLine(`holds an item of another thread, ${item.thread_id}`)
  }
}
