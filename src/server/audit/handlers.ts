import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handler, Handlers } from '../http/handler.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { About } from './about.ts'
import { changeHandlers } from './changes.ts'
import { fileHandlers } from './files.ts'
import { labelHandlers } from './labels.ts'
import { messageDayHandlers } from './message-days.ts'
import { mirrorHandlers } from './mirror.ts'
import { overviewHandlers } from './overview.ts'
import { personHandlers } from './people.ts'
import { priceHandlers } from './prices.ts'
import { queueHandlers } from './queues.ts'
import { reviewHandlers } from './reviews.ts'
import { sampleHandlers } from './samples.ts'
import { searchHandlers } from './search.ts'
import { sessionHandlers } from './session.ts'
import { toolStepHandlers } from './tool-steps.ts'

/** The handler of each operation of the console's own. */
export const ownHandlers = (about: About): Handlers<OwnOperationName> => {
  const handlers: Handlers<OwnOperationName> = {
    ...sessionHandlers(about),
    ...changeHandlers(about),
    ...sampleHandlers(about),
    ...fileHandlers(about),
    ...searchHandlers,
    ...mirrorHandlers(about),
    ...messageDayHandlers,
    ...toolStepHandlers,
    ...overviewHandlers,
    ...priceHandlers,
    ...personHandlers,
    ...labelHandlers,
    ...reviewHandlers,
    ...queueHandlers,
  }
  const { mirror } = about
  if (!mirror) return handlers
  return {
    ...handlers,
    search: afterList(mirror, handlers.search),
    listSearchValues: afterList(mirror, handlers.listSearchValues),
    getOverview: afterList(mirror, handlers.getOverview),
    createQueue: afterList(mirror, handlers.createQueue),
  }
}

/** What looks over all threads, those too that others made at the server behind: its list is looked at for them. */
const afterList =
  <Name extends OwnOperationName>(mirror: Mirror, handler: Handler<Name>): Handler<Name> =>
  async (call) => {
    await mirror.listed()
    return handler(call)
  }
