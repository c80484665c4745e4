import type { Model } from '#contract/model.ts'

import { noModel } from '../http/api-error.ts'
import type { Services } from '../services.ts'
import type { Handlers } from './handler.ts'

export const modelHandlers = {
  async listModels({ services }) {
    return { object: 'list', data: await allModels(services) }
  },

  async retrieveModel({ services, params }) {
    const model = (await allModels(services)).find(({ id }) => id === params.model)
    if (!model) throw noModel(params.model)
    return model
  },
} satisfies Partial<Handlers>

/** The provider's models, and the names that stand for one of them. */
const allModels = async ({ models, config }: Services): Promise<Model[]> => {
  const listed = await models.listModels()
  const known = new Set(listed.map(({ id }) => id))
  const aliases = Object.keys(config.modelAliases).filter(
    (name) => name !== '*' && !known.has(name),
  )
  return [
    ...listed,
    ...aliases.map((id): Model => ({ id, object: 'model', created: 0, owned_by: 'clew' })),
  ]
}
