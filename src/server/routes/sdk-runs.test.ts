import { sdkRunsSuite } from '#testing/sdk-runs.suite.ts'

sdkRunsSuite()
