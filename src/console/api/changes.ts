import type { QueryClient } from '@tanstack/react-query'

import { afterContent } from '../util/first-content.ts'
import { newStore } from '../util/store.ts'

/** Whether the change feed is up; `offline` only once a reconnect has failed. */
export const connection = newStore<'connecting' | 'online' | 'offline'>('connecting')

/** A drop shorter than this, as when the server cuts off a slow reader, is not worth a word. */
const AWAY_MS = 2500

/** Follows `/api/changes` and patches the caches with what it tells. Returns the way to stop. */
export const followChanges = (client: QueryClient): (() => void) => {
  // Changes are told from the start, and wait for what applies them in their order.
  const applier = afterContent(() => import('./apply-changes.ts')).then(
    ({ ChangeApplier }) => new ChangeApplier(client),
  )
  let wasOpen = false
  let away: ReturnType<typeof setTimeout> | undefined
  let source: EventSource
  let watched = new AbortController()
  // A proxy may swallow all that is sent: then only the silence tells.
  const watch = async () => {
    watched.abort()
    const own = (watched = new AbortController())
    const { untilSilent } = await afterContent(() => import('./silence.ts'))
    await untilSilent(own.signal)
    source.close()
    away ??= setTimeout(() => connection.set('offline'), AWAY_MS)
    start()
  }
  const onOpen = () => {
    void watch()
    clearTimeout(away)
    away = undefined
    connection.set('online')
    if (wasOpen) void applier.then((changes) => changes.missed())
    wasOpen = true
  }
  // EventSource reconnects by itself; nothing replays, hence the fetch on reopening.
  const onError = () => {
    away ??= setTimeout(() => connection.set('offline'), AWAY_MS)
  }
  const onChange = ({ data }: MessageEvent<string>) => {
    void watch()
    void applier.then((changes) => changes.apply(data))
  }
  const start = () => {
    source = new EventSource('/api/changes')
    source.onopen = onOpen
    source.onerror = onError
    source.addEventListener('change', onChange)
    source.addEventListener('ping', () => void watch())
    void watch()
  }
  start()
  return () => {
    clearTimeout(away)
    watched.abort()
    source.close()
    void applier.then((changes) => changes.stop())
  }
}
