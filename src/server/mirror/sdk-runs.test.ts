import { describe } from 'vitest'

import { sdkRunsSuite } from '#testing/sdk-runs.suite.ts'
import { SDKS } from '#testing/sdks.ts'
import { BEHIND } from '#testing/serve-in-front.ts'

describe('in front of the published wire', () =>
  sdkRunsSuite(BEHIND['the published wire'], SDKS.slice(-1)))
