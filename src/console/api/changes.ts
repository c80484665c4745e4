import type { QueryClient } from '@tanstack/react-query'

import { afterContent } from '../util/first-content.ts'
import { tellServerBack } from '../util/server-back.ts'
import { urlOf } from './client.ts'
import { Link, type LinkPorts, contact } from './connection.ts'
import { isServersFault } from './failure.ts'
import { insistently } from './insistently.ts'

/** How long an answer may take that only tells whether the server is there. */
const PROBE_MS = 5000

const ports: LinkPorts = {
  // The browser reconnects by itself, and says then up to where it was told; one that is opened anew has to.
  open: ({ onOpen, onWord, onBroken }, after) => {
    const query = after === undefined ? {} : { after }
    const source = new EventSource(urlOf('followChanges', { query }))
    source.onopen = onOpen
    source.onerror = () => onBroken(source.readyState === EventSource.CLOSED)
    source.addEventListener('change', ({ lastEventId, data }: MessageEvent<string>) =>
      onWord(lastEventId, data),
    )
    for (const word of ['started', 'ping']) {
      source.addEventListener(word, ({ lastEventId }: MessageEvent) => onWord(lastEventId))
    }
    return source
  },
  probe: async () => {
    try {
      const signal = AbortSignal.timeout(PROBE_MS)
      const { status } = await fetch(urlOf('getSession', {}), { cache: 'no-store', signal })
      return status < 500 ? 'well' : 'failing'
    } catch {
      return 'none'
    }
  },
  untilSilent: async (signal) =>
    (await afterContent(() => import('./silence.ts'))).untilSilent(signal),
  onResting: (listener) => {
    const stop = new AbortController()
    const look = () => listener(document.hidden)
    document.addEventListener('visibilitychange', look, stop)
    addEventListener('pageshow', look, stop)
    addEventListener('pagehide', () => listener(true), stop)
    if (document.hidden) look()
    return () => stop.abort()
  },
  onNetworkLost: (listener) => {
    addEventListener('offline', listener)
    return () => removeEventListener('offline', listener)
  },
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  now: () => Date.now(),
}

let link: Link | undefined

/** Asks for the server at once, for whoever does not want to wait. */
export const tryNow = (): void => void link?.tryNow()

/** Follows `/api/changes` and patches the caches with what it tells. Returns the way to stop. */
export const followChanges = (client: QueryClient): (() => void) => {
  // Changes are told from the start, and wait for what applies them in their order.
  const stopped = new AbortController()
  const applier = insistently(
    () => afterContent(() => import('./apply-changes.ts')),
    stopped.signal,
  ).then(({ ChangeApplier }) => new ChangeApplier(client))
  const own = (link = new Link(ports, {
    onContact: contact.set,
    onChange: (change) => void applier.then((changes) => changes.apply(change)),
    onOpen: (isBlind) => {
      tellServerBack()
      void applier.then((changes) => {
        changes.answered()
        if (isBlind) changes.missed()
      })
    },
    onAnswered: () => {
      tellServerBack()
      void applier.then((changes) => changes.answered())
    },
  }))
  const stopListening = client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return
    if (isServersFault(event.action.error)) own.doubt()
  })
  return () => {
    stopListening()
    own.stop()
    stopped.abort()
    void applier.then((changes) => changes.stop())
  }
}
