import { setTimeout as sleep } from 'node:timers/promises'

import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { EmbeddingModel } from './embeddings.ts'
import type { ModelCalls } from './model-calls.ts'
import type { ModelProvider, ModelRequest } from './model.ts'
import { createPassedOn } from './passed-on.ts'
import { createScriptedCalls } from './providers/scripted/scripted-calls.ts'
import { createScriptedModel } from './providers/scripted/scripted.ts'

type ModelConfig = Pick<Config, 'modelBaseUrl' | 'modelApiKey' | 'modelAliases' | 'modelContext'>

/** The configured endpoint, or else the scripted model under every name, which tells of the server's `url`. */
export const createModels = (
  config: ModelConfig,
  clock: Clock,
  url?: () => string,
): ModelProvider => {
  const { modelBaseUrl: baseUrl, modelContext } = config
  if (baseUrl === undefined) {
    const scripted = createScriptedModel({
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      url,
    })
    return { ...scripted, contextLength: async () => modelContext }
  }
  const options = { baseUrl, apiKey: config.modelApiKey, aliases: config.modelAliases }
  // Loaded when first used: a start without an endpoint needs none of it.
  let loaded: Promise<ModelProvider> | undefined
  const load = () =>
    (loaded ??= import('./providers/openai-compatible.ts').then(({ createOpenAICompatibleModel }) =>
      createOpenAICompatibleModel(options, clock),
    ))
  return {
    scripted: false,
    listModels: async () => (await load()).listModels(),
    async contextLength(model) {
      const told = await (await load()).contextLength?.(model)
      if (told === undefined || modelContext === undefined) return told ?? modelContext
      return Math.min(told, modelContext)
    },
    async *stream(request: ModelRequest, signal: AbortSignal) {
      yield* (await load()).stream(request, signal)
    },
  }
}

/** Chat completions and embeddings, by the configured endpoint or else by the scripted model. */
export const createModelCalls = (
  config: ModelConfig & EmbeddingConfig,
  models: ModelProvider,
  clock: Clock,
): ModelCalls => {
  const { modelBaseUrl: baseUrl, modelApiKey: apiKey, modelAliases: aliases } = config
  if (baseUrl === undefined) return createScriptedCalls(models, clock)
  return createPassedOn({ baseUrl, apiKey, aliases, embeddingModel: config.embeddingModel })
}

type EmbeddingConfig = Pick<Config, 'modelBaseUrl' | 'modelApiKey' | 'embeddingModel'>

/** The configured endpoint's embedding model, if one is named. */
export const createEmbeddings = (config: EmbeddingConfig): EmbeddingModel | undefined => {
  const { modelBaseUrl: baseUrl, modelApiKey: apiKey, embeddingModel: model } = config
  if (baseUrl === undefined || model === undefined) return undefined
  let loaded: Promise<EmbeddingModel> | undefined
  const load = () =>
    (loaded ??= import('./providers/openai-compatible-embeddings.ts').then((module) =>
      module.createOpenAICompatibleEmbeddings({ baseUrl, apiKey, model }),
    ))
  return { id: model, embed: async (texts, signal) => (await load()).embed(texts, signal) }
}
