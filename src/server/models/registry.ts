import { setTimeout as sleep } from 'node:timers/promises'

import type { Config } from '../config.ts'
import type { Clock } from '../services.ts'
import type { ModelProvider, ModelRequest } from './provider.ts'
import { createScriptedModel } from './scripted/scripted.ts'

type ModelConfig = Pick<Config, 'modelBaseUrl' | 'modelApiKey' | 'modelAliases'>

/** The configured endpoint, or else the scripted model under every name. */
export const createModels = (config: ModelConfig, clock: Clock): ModelProvider => {
  const { modelBaseUrl: baseUrl } = config
  if (baseUrl === undefined) {
    return createScriptedModel({ sleep: (ms, signal) => sleep(ms, undefined, { signal }) })
  }
  const options = { baseUrl, apiKey: config.modelApiKey, aliases: config.modelAliases }
  // Loaded when first used: a start without an endpoint needs none of it.
  let loaded: Promise<ModelProvider> | undefined
  const load = () =>
    (loaded ??= import('./openai-compatible.ts').then(({ createOpenAICompatibleModel }) =>
      createOpenAICompatibleModel(options, clock),
    ))
  return {
    scripted: false,
    listModels: async () => (await load()).listModels(),
    async *stream(request: ModelRequest, signal: AbortSignal) {
      yield* (await load()).stream(request, signal)
    },
  }
}
