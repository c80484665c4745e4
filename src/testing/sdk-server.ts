import type OpenAI from 'openai'

import { newTestApp } from './app.ts'
import { newCheckedFetch } from './checked-fetch.ts'
import { createInstantModels } from './scripted-models.ts'
import type { SDKS } from './sdks.ts'
import { type Served, serveApp } from './serve.ts'

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

/** Serves what the SDK asks, below `/v1`. */
export type ServeApi = () => Promise<Served>

/** A server with an instant scripted model. */
const serveInstant: ServeApi = async () => {
  const app = await newTestApp({}, { models: createInstantModels() })
  const served = await serveApp(app.app)
  return {
    url: served.url,
    close: async () => {
      await served.close()
      await app.close()
    },
  }
}

/** That server, or another one, and a client of this SDK that repeats nothing. */
export const serveSdk = async (
  { sdk }: Pick<(typeof SDKS)[number], 'sdk'>,
  serve: ServeApi = serveInstant,
): Promise<SdkServer> => {
  const served = await serve()
  const baseURL = `${served.url}/v1`
  const checked = newCheckedFetch(baseURL)
  return {
    client: new sdk.OpenAI({ apiKey: 'any', baseURL, maxRetries: 0, fetch: checked.fetch }),
    checked,
    close: () => served.close(),
  }
}

/** Objects to name, made by the client. */
export const askingOf = async (
  sdk: Asking['sdk'],
  { client }: Pick<SdkServer, 'client'>,
): Promise<Asking> => {
  const file = await sdk.toFile(Buffer.from('# my file contents'), 'README.md')
  const fileId = (await client.files.create({ file, purpose: 'assistants' })).id
  const storeId = (await client.vectorStores.create({ file_ids: [fileId] })).id
  const assistantId = (await client.beta.assistants.create({ model: 'gpt-4o' })).id
  return { sdk, client, fileId, storeId, assistantId }
}
