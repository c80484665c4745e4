import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { noQueue } from '../refusals/reviews.ts'

const notYet = async (): Promise<never> => {
  throw noQueue('')
}

export const queueHandlers = {
  listQueues: notYet,
  createQueue: notYet,
  getQueue: notYet,
  modifyQueue: notYet,
  deleteQueue: notYet,
  listQueueItems: notYet,
  claimQueueItem: notYet,
  skipQueueItem: notYet,
  reopenQueueItem: notYet,
  releaseQueueItem: notYet,
  assignQueueItems: notYet,
  getQueueTotals: notYet,
  exportQueue: notYet,
} satisfies Partial<Handlers<OwnOperationName>>
