import type { ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import type { Conclusion } from './answer.ts'
import type { LogWriter } from './log-writer.ts'
import { stepDelta } from './pieces.ts'

/**
 * The calls of a step, those of the server's own tools answered, all at the same time.
 * @throws what a tool threw; the others are then broken off
 */
export const answerCalls = async (
  { step, calls }: Pick<Extract<Conclusion, { type: 'calls' }>, 'step' | 'calls'>,
  run: Run,
  log: Pick<LogWriter, 'add'>,
  signal: AbortSignal,
): Promise<ToolCall[]> => {
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const answers = calls.map(async ({ call, arguments: given, tool }, index) => {
    if (!tool || !('id' in call)) return call
    const tell = (delta: { type: string }) =>
      log.add({ events: [stepDelta(step.id, { ...delta, index })] })
    try {
      return await tool.answer({ id: call.id, arguments: given, call, tell }, run, stop)
    } catch (error) {
      failed.abort(error)
      throw error
    }
  })
  await Promise.allSettled(answers)
  signal.throwIfAborted()
  // The first that failed is why the others were broken off.
  if (failed.signal.aborted) throw failed.signal.reason
  return Promise.all(answers)
}
