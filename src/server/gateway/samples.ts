import { Hono } from 'hono'

import type { App, AppEnv } from '../http/app-env.ts'
import { countSamples, removeSamples } from '../samples/remove.ts'
import type { Services } from '../services.ts'

/** `GET` says whether sample threads are there and how many; `DELETE` removes them all. */
export const samplesRoutes = (services: Services): App => {
  const app = new Hono<AppEnv>()
  app.get('/', async (c) => {
    const threads = await countSamples(services.store)
    return c.json({ present: threads > 0, threads })
  })
  app.delete('/', async (c) => {
    await removeSamples(services)
    return c.json({ present: false, threads: 0 })
  })
  return app
}
