import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { ApiError } from '../refusals/api-error.ts'

export const overviewHandlers = {
  async getOverview() {
    throw new ApiError(501, 'not_there_yet', 'The overview is not counted yet.')
  },
} satisfies Partial<Handlers<OwnOperationName>>
