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
  const source = new EventSource('/api/changes')
  source.onopen = () => {
    clearTimeout(away)
    away = undefined
    connection.set('online')
    if (wasOpen) void applier.then((changes) => changes.missed())
    wasOpen = true
  }
  // EventSource reconnects by itself; nothing replays, hence the fetch on reopening.
  source.onerror = () => {
    away ??= setTimeout(() => connection.set('offline'), AWAY_MS)
  }
  const onChange = ({ data }: MessageEvent<string>) =>
    void applier.then((changes) => changes.apply(data))
  source.addEventListener('change', onChange)
  return () => {
    clearTimeout(away)
    source.close()
    void applier.then((changes) => changes.stop())
  }
}
