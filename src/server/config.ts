/** Every setting, read once at the start. This file alone reads the environment. */
export interface Config {
  host: string
  /** 0 picks a free one. */
  port: number
  dataDir: string
  /** An OpenAI-compatible endpoint; the scripted model answers when there is none. */
  modelBaseUrl: string | undefined
  modelApiKey: string | undefined
  /** Requested model name → the endpoint's; `*` stands for all others. */
  modelAliases: Record<string, string>
  samples: boolean
  /** How many runs call a model at once. */
  runConcurrency: number
  /** Whether requests without the `OpenAI-Beta` header are let through. */
  requireBetaHeader: boolean
  logLevel: string
}
