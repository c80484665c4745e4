import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { lastSeen } from '../http/last-seen.ts'
import { EVENT_STREAM } from '../routes/run-stream.ts'
import type { About } from './about.ts'
import { followChanges } from './change-feed.ts'

export const changeHandlers = ({ closing }: Pick<About, 'closing'>) =>
  ({
    async followChanges({ services: { store }, query, request, signal }) {
      const ending = AbortSignal.any([signal, closing])
      const seen = lastSeen(request, query.after)
      // What is no number of ours is not on record, nor is this.
      const after = Number.isNaN(seen) ? -1 : seen
      return new Response(await followChanges(store, after, ending), { headers: EVENT_STREAM })
    },
  }) satisfies Partial<Handlers<OwnOperationName>>
