import type { QueryClient } from '@tanstack/react-query'

import { isActive, isAtRest } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { type LiveRun, isReplay } from './live-run.ts'
import { writeMessage } from './messages.ts'
import { cachedRuns, refreshRun, writeRun } from './run-pages.ts'
import { writeRunSteps } from './run-steps.ts'

/**
 * Writes what a stream tells as it happens to the query cache, once it is at its end. What is replayed
 * from the log tells the past: messages and runs may have changed or gone since, and the API has them.
 */
export const handOver = (
  client: QueryClient,
  shown: LiveRun,
  next: LiveRun,
  isGone: (messageId: string) => boolean,
): void => {
  for (const message of next.messages) {
    const before = shown.messages.find(({ id }) => id === message.id)
    const ended = message.status !== 'in_progress' && before?.status !== message.status
    // A message that was deleted while it was written ends without any part; an empty answer has one.
    const isEmptied = message.content.length === 0
    if (ended && !isEmptied && !isGone(message.id) && !isReplay(next, message.id)) {
      writeMessage(client, message)
    }
  }
  if (!next.run || next.run === shown.run) return
  if (isReplay(next, next.runId)) return catchUp(client, next.run)
  writeRun(client, next.run)
  if (isAtRest(next.run.status)) {
    if (next.steps.length > 0) writeRunSteps(client, next.threadId, next.runId, next.steps)
  }
}

/**
 * A run may have moved on before its stream was opened and after the caches were told: its start was
 * answered late, or again. Then its log knows better than they do, and the API best.
 */
const catchUp = (client: QueryClient, told: Run): void => {
  const active = cachedRuns(client, told).find(({ status }) => isActive(status))
  if (!active || active.status === told.status) return
  if (!isActive(told.status)) writeRun(client, told)
  // What cannot be read now is told by the feed, or by what the log tells next.
  refreshRun(client, told).catch(() => undefined)
}
