import { describe } from 'vitest'

import { sdkRunsSuite } from '#testing/sdk-runs.suite.ts'
import { BEHIND } from '#testing/serve-in-front.ts'

describe.each(Object.entries(BEHIND))('in front of %s', (_, serve) => sdkRunsSuite(serve))
