import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { askFeatures } from '#testing/ask-features.ts'
import { askFiles } from '#testing/ask-files.ts'
import { askThreads } from '#testing/ask-threads.ts'
import { type Exercised, compatibilityPage, compatibilitySummary } from '#testing/compatibility.ts'
import { type Asking, type SdkServer, askingOf, serveSdk } from '#testing/sdk-server.ts'
import { SDKS } from '#testing/sdks.ts'
import { expectWritten } from '#testing/written-docs.ts'

/**
 * Every operation through every SDK, first with what is required alone, then with every optional
 * parameter at once, as the SDKs' own generated suites ask; but of objects that are there.
 */
const exercised: Exercised[] = []

describe.each(SDKS)('the SDK, $version', ({ sdk, version }) => {
  let server: SdkServer
  let on: Asking
  const features = new Set<string>()
  beforeAll(async () => {
    server = await serveSdk({ sdk })
    on = await askingOf(sdk, server)
  })
  afterAll(async () => {
    exercised.push({ client: `openai ${version}`, operations: server.checked.seen, features })
    await server.close()
    expect(server.checked.findings()).toEqual([])
  })

  const asks = Object.entries({ ...askThreads, ...askFiles })
  test.each(asks)('%s', async (_, ask) => ask(on))
  // Whose passing is a feature of the compatibility page.
  test.each(Object.entries(askFeatures))('%s', async (name, ask) => {
    await ask(on)
    features.add(name)
  })
})

test('the compatibility tables say what was exercised', () => {
  expectWritten('docs/compatibility.md', compatibilityPage(exercised))
  expectWritten('README.md', compatibilitySummary(exercised), 'compatibility')
})
