import type { Hono } from 'hono'

import type { OperationName } from '#contract/endpoints.ts'

/** What every request carries through the app. */
export interface AppEnv {
  Variables: { requestId: string; operation?: OperationName }
}
export type App = Hono<AppEnv>
