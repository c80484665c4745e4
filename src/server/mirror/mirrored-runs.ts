import type { RunEngine } from '../runs/engine.ts'
import { Followers } from '../runs/follow.ts'
import type { Services } from '../services.ts'

/** No handler that would ask for it answers in front of another server. */
const elsewhere = async (): Promise<never> => {
  throw new Error('runs are worked on by the upstream server')
}

/** Runs of another server: they are read here, and worked on there. */
export const createMirroredRuns = ({
  store,
  clock,
}: Pick<Services, 'store' | 'clock'>): RunEngine => {
  const followers = new Followers({ store, clock })
  return {
    start: async () => {},
    stop: async () => followers.close(),
    createRun: elsewhere,
    createThreadAndRun: elsewhere,
    cancelRun: elsewhere,
    submitToolOutputs: elsewhere,
    getRun: (threadId, runId) => store.getRun(threadId, runId),
    follow: (threadId, runId, after, signal) => followers.follow(threadId, runId, after, signal),
  }
}
