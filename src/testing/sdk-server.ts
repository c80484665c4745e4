import type OpenAI from 'openai'

import { newTestApp } from './app.ts'
import { newCheckedFetch } from './checked-fetch.ts'
import { createInstantModels } from './scripted-models.ts'
import type { SDKS } from './sdks.ts'
import { serveApp } from './serve.ts'

export interface SdkServer {
  client: OpenAI
  /** Every answer and every event that the client gets is read along. */
  checked: ReturnType<typeof newCheckedFetch>
  close(): Promise<void>
}

/** What operations are asked with: a client, and objects to name. */
export interface Asking {
  sdk: (typeof SDKS)[number]['sdk']
  client: OpenAI
  fileId: string
  storeId: string
  assistantId: string
}

/** A server with an instant scripted model, and a client of this SDK that repeats nothing. */
export const serveSdk = async ({ sdk }: Pick<(typeof SDKS)[number], 'sdk'>): Promise<SdkServer> => {
  const app = await newTestApp({}, { models: createInstantModels() })
  const served = await serveApp(app.app)
  const baseURL = `${served.url}/v1`
  const checked = newCheckedFetch(baseURL)
  return {
    client: new sdk.OpenAI({ apiKey: 'any', baseURL, maxRetries: 0, fetch: checked.fetch }),
    checked,
    close: async () => {
      await served.close()
      await app.close()
    },
  }
}
