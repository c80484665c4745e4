import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Clock } from '../clock.ts'
import { type Upstream, forward } from '../gateway/upstream.ts'
import type { Handlers } from '../http/handler.ts'
import { bytesOf, fileOf } from '../routes/files.ts'
import { EVENT_STREAM } from '../routes/run-stream.ts'
import { countSamples, removeSamples } from '../samples/remove.ts'
import { type Feed, followChanges } from './changes.ts'

interface About {
  version: string
  /** The server that answers `/v1` instead of this one. */
  upstream: Upstream | undefined
  /** Aborts when the server stops: open feeds end. */
  closing: AbortSignal
}

/** What an upstream changes is not told here, and what is kept here is not what the console shows. */
const silent = (clock: Clock, after: number | undefined): Feed => ({
  onChange: () => () => {},
  latestChange: async () => clock.now(),
  // Whoever comes back may have missed something.
  changesAfter: async (number) => (number === after ? undefined : { data: [], has_more: false }),
})
const NO_SAMPLES = { present: false, threads: 0 }

/** The handler of each operation of the console's own. */
export const ownHandlers = ({ version, upstream, closing }: About): Handlers<OwnOperationName> => ({
  async getSession({ services, principal }) {
    const scripted = services.models.scripted && !upstream
    return { version, scripted, upstream: upstream !== undefined, role: principal.role }
  },

  async followChanges({ services: { store, clock }, query, request, signal }) {
    const ending = AbortSignal.any([signal, closing])
    // A reader that reconnects by itself repeats its address; where it got to is in the header.
    const given = request.headers.get('last-event-id') || query.after
    // What is no number of ours is not on record.
    const after = given === undefined ? undefined : /^\d{1,15}$/.test(given) ? Number(given) : -1
    const feed = upstream ? silent(clock, after) : store
    return new Response(await followChanges(feed, after, ending), { headers: EVENT_STREAM })
  },

  async getSamples({ services }) {
    if (upstream) return NO_SAMPLES
    const threads = await countSamples(services.store)
    return { present: threads > 0, threads }
  },

  async deleteSamples({ services }) {
    if (!upstream) await removeSamples(services)
    return NO_SAMPLES
  },

  async readFile({ services, params, request }) {
    const { file_id: id } = params
    if (!upstream) return bytesOf(services, await fileOf(services, id))
    return forward(upstream, `/files/${encodeURIComponent(id)}/content`, request, {
      onFailure: (error) => services.log.warn({ err: error }, 'the upstream cannot be reached'),
    })
  },
})
