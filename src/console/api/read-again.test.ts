import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'

import { readAgain } from './read-again.ts'

test('asks for all that is shown and failed, and for nothing else', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  let isAway = true
  const asked: string[] = []
  const watch = (name: string, mayFail: boolean) =>
    new QueryObserver(client, {
      queryKey: [name],
      queryFn: async () => {
        asked.push(name)
        if (mayFail && isAway) throw new Error('away')
        return name
      },
    }).subscribe(() => undefined)
  const stops = ['messages', 'thread', 'runs'].map((name) => watch(name, true))
  stops.push(watch('assistants', false))
  watch('left', true)()
  const states = () =>
    ['messages', 'thread', 'runs'].map((name) => client.getQueryState([name])?.status)
  await vi.waitFor(() => expect(states()).toEqual(['error', 'error', 'error']))
  isAway = false
  asked.length = 0
  readAgain(client)
  await vi.waitFor(() => expect(states()).toEqual(['success', 'success', 'success']))
  expect(asked).toEqual(['messages', 'thread', 'runs'])
  for (const stop of stops) stop()
})
