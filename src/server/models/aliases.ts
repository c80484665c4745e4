import type { Model } from '#contract/model.ts'

/** Requested name → the endpoint's; `*` stands for all others. */
export type Aliases = Record<string, string>

export const resolveAlias = (aliases: Aliases, model: string): string =>
  (Object.hasOwn(aliases, model) ? aliases[model] : aliases['*']) ?? model

/** A name that stands for a model, as models are listed. */
export const standingFor = (id: string): Model => ({
  id,
  object: 'model',
  created: 0,
  owned_by: 'clew',
})

/** The names that stand for models, and those of the list that none of them hides. */
export const withAliases = (aliases: Aliases, listed: readonly Model[]): Model[] => {
  const named = Object.keys(aliases).filter((alias) => alias !== '*')
  return [...named.map(standingFor), ...listed.filter(({ id }) => !Object.hasOwn(aliases, id))]
}
