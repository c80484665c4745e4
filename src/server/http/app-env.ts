import type { Hono } from 'hono'

import type { OperationName } from '#contract/endpoints.ts'

import type { Principal } from './principal.ts'

/** What every request carries through the app. */
export interface AppEnv {
  Variables: { requestId: string; operation?: OperationName; principal: Principal }
}
export type App = Hono<AppEnv>
