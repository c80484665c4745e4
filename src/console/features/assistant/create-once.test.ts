import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'
import { newTabs } from '#testing/tabs.ts'

import type { NewPlace } from './assistant-drafts.ts'

let server: TestApp
/** Requests that make something reach the server, and no answer comes back. */
let isSwallowed: boolean
/** Nor is any question answered. */
let isAway: boolean
let keys: (string | null)[]

beforeEach(async () => {
  server = await newTestApp()
  onOwnOrigin(server.app)
  const whole = fetch
  isSwallowed = false
  isAway = false
  keys = []
  vi.stubGlobal('localStorage', newTabs().open().tab.storage())
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const isRead = init.method === 'GET'
    if (!isRead) keys.push(new Headers(init.headers).get('idempotency-key'))
    const answer = isRead && isAway ? undefined : await whole(path, init)
    if (answer === undefined || (isSwallowed && !isRead)) throw new TypeError('Failed to fetch')
    return answer
  })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.close()
})

/** A page as it is opened, or loaded again: nothing is remembered but what storage has. */
const openPage = async (place: NewPlace) => {
  vi.resetModules()
  const { createOnce } = await import('./create-once.ts')
  const { assistantsQuery } = await import('#console/api/assistants.ts')
  const { assistantDrafts } = await import('./assistant-drafts.ts')
  const { emptyForm, toAssistantRequest, withTyped } = await import('./assistant-form.ts')
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  if (!isAway) await client.fetchInfiniteQuery(assistantsQuery())
  return {
    type: (name: string) =>
      assistantDrafts.change(
        place,
        (before) => withTyped(before, emptyForm, { name, model: 'm' }),
        'now',
      ),
    create: async () => {
      const { mine } = assistantDrafts.get(place)
      const { request } = toAssistantRequest({ ...emptyForm, ...mine })
      if (!request) throw new Error('The form is not right.')
      return createOnce(client, place, request)
    },
  }
}
const names = async () =>
  (await server.json<{ data: Assistant[] }>('GET', '/v1/assistants')).data.map(({ name }) => name)

test.each(['new', 'dialog'] as const)(
  'an assistant whose answer was lost is not made again after a reload: %s',
  async (place) => {
    const page = await openPage(place)
    page.type('Support')
    isSwallowed = isAway = true
    await expect(page.create()).rejects.toThrow('The server cannot be reached.')
    isSwallowed = isAway = false
    const { name } = await (await openPage(place)).create()
    expect(name).toBe('Support')
    expect(await names()).toEqual(['Support'])
  },
)

test('and its request has the same key where nobody knew what was there before', async () => {
  isAway = true
  const page = await openPage('new')
  page.type('Support')
  isSwallowed = true
  await expect(page.create()).rejects.toThrow()
  isSwallowed = isAway = false
  await (await openPage('new')).create()
  expect(keys).toEqual([keys[0], keys[0]])
  expect(await names()).toEqual(['Support'])
})

test('what was written since goes into the one that was made', async () => {
  const page = await openPage('new')
  page.type('Support')
  isSwallowed = isAway = true
  await expect(page.create()).rejects.toThrow()
  isSwallowed = false
  const again = await openPage('new')
  again.type('Support desk')
  // Nobody can tell yet whether it was made.
  await expect(again.create()).rejects.toThrow('The server cannot be reached.')
  expect(await names()).toEqual(['Support'])
  isAway = false
  expect((await again.create()).name).toBe('Support desk')
  expect(await names()).toEqual(['Support desk'])
})

test('one that was refused is another wish once it is mended', async () => {
  const page = await openPage('new')
  page.type('Support')
  const { assistantDrafts } = await import('./assistant-drafts.ts')
  const whole = fetch
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { message: 'No such model.' } }, { status: 400 }),
  )
  await expect(page.create()).rejects.toThrow('No such model.')
  vi.stubGlobal('fetch', whole)
  expect(assistantDrafts.get('new')).toMatchObject({ mine: { name: 'Support' } })
  expect(assistantDrafts.get('new').sent).toBeUndefined()
})
