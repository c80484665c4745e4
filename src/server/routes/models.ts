import type { Model } from '#contract/model.ts'

import { noModel, notOurModel } from '../http/api-error.ts'
import type { Services } from '../services.ts'
import type { Handlers } from './handler.ts'

export const modelHandlers = {
  async listModels({ services }) {
    return { object: 'list', data: await allModels(services) }
  },

  async retrieveModel({ services, params }) {
    return requireModel(services, params.model)
  },

  async deleteModel({ services, params }) {
    throw notOurModel((await requireModel(services, params.model)).id)
  },
} satisfies Partial<Handlers>

/** @throws {ApiError} 404 */
const requireModel = async (services: Services, id: string): Promise<Model> => {
  const model = (await allModels(services)).find((each) => each.id === id)
  if (!model) throw noModel(id)
  return model
}

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
