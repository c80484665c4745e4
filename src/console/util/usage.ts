import type { Usage } from '#contract/run.ts'

/** What a run used, where that is known: one that was stopped or failed often tells noughts, though text came. */
export const knownUsage = (usage: Usage | null | undefined): Usage | undefined =>
  usage && usage.total_tokens + usage.completion_tokens > 0 ? usage : undefined
