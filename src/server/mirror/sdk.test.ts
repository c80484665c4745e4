import { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { askFeatures } from '#testing/ask-features.ts'
import { askFiles } from '#testing/ask-files.ts'
import { askThreads } from '#testing/ask-threads.ts'
import { type Asking, type SdkServer, askingOf, serveSdk } from '#testing/sdk-server.ts'
import { SDKS } from '#testing/sdks.ts'
import { BEHIND, type ServedInFront, expectMirrored } from '#testing/serve-in-front.ts'

/** Every operation through every SDK, as a server of our own is asked in `sdk-requests.test.ts`. */
const ASKS = Object.entries({ ...askThreads, ...askFiles, ...askFeatures })

const NEWEST = SDKS.slice(-1)

/** What differs by the SDK is asked of a server of our own; what differs by who is behind, by the newest. */
const FRONTS = [
  { behind: 'another Clew', sdks: NEWEST },
  { behind: 'the published wire', sdks: NEWEST },
] as const

describe.each(FRONTS)('in front of $behind', ({ behind, sdks }) => {
  const serve = BEHIND[behind]
  describe.each(sdks)('the SDK, $version', ({ sdk }) => {
    let served: ServedInFront
    let server: SdkServer
    let on: Asking
    beforeAll(async () => {
      server = await serveSdk({ sdk }, async () => (served = await serve()))
      on = await askingOf(sdk, server)
    })
    afterAll(async () => {
      await server.close()
      expect(server.checked.findings()).toEqual([])
    })

    test.each(ASKS)('%s', async (_name, ask) => ask(on))
    test('what was asked stands in the mirror', () => expectMirrored(served))
  })
})

describe('in front of the published wire', () => {
  describe('the SDK for Azure', () => {
    let served: ServedInFront
    let on: Asking
    beforeAll(async () => {
      served = await BEHIND['the published wire']()
      const client = new AzureOpenAI({
        apiKey: 'any',
        endpoint: served.url,
        apiVersion: '2024-05-01-preview',
        maxRetries: 0,
      })
      on = await askingOf(SDKS.at(-1)!.sdk, { client })
    })
    afterAll(() => served.close())

    test.each(ASKS)('%s', async (_name, ask) => ask(on))
    test('what was asked stands in the mirror', () => expectMirrored(served))
  })
})
