import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Clock } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { lastSeen } from '../http/last-seen.ts'
import { EVENT_STREAM } from '../routes/run-stream.ts'
import type { About } from './about.ts'
import { type Feed, followChanges } from './change-feed.ts'

/** What an upstream changes is not told here, and what is kept here is not what the console shows. */
const silent = (clock: Clock, after: number | undefined): Feed => ({
  onChange: () => () => {},
  latestChange: async () => clock.now(),
  // Whoever comes back may have missed something.
  changesAfter: async (number) => (number === after ? undefined : { data: [], has_more: false }),
})

export const changeHandlers = ({ upstream, closing }: About) =>
  ({
    async followChanges({ services: { store, clock }, query, request, signal }) {
      const ending = AbortSignal.any([signal, closing])
      const seen = lastSeen(request, query.after)
      // What is no number of ours is not on record, nor is this.
      const after = Number.isNaN(seen) ? -1 : seen
      const feed = upstream ? silent(clock, after) : store
      return new Response(await followChanges(feed, after, ending), { headers: EVENT_STREAM })
    },
  }) satisfies Partial<Handlers<OwnOperationName>>
