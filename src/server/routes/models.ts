import type { Model } from '#contract/model.ts'

import type { Handlers } from '../http/handler.ts'
import { standingFor, withAliases } from '../models/aliases.ts'
import { noModel, notOurModel } from '../refusals/models.ts'
import type { Services } from '../services.ts'

export const modelHandlers = {
  async listModels({ services }) {
    return { object: 'list', data: await allModels(services) }
  },

  async retrieveModel({ services, params }) {
    const listed = await listedModel(services, params.model)
    if (listed) return listed
    // Apps look whether their model is there before they ask it anything.
    if (answersAny(services)) return standingFor(params.model)
    throw noModel(params.model)
  },

  async deleteModel({ services, params }) {
    throw (await listedModel(services, params.model))
      ? notOurModel(params.model)
      : noModel(params.model)
  },
} satisfies Partial<Handlers>

const listedModel = async (services: Services, id: string): Promise<Model | undefined> =>
  (await allModels(services)).find((each) => each.id === id)

/** Whether a run is answered under any name: by the script, or by the model that `*` stands for. */
const answersAny = ({ models, config }: Services): boolean =>
  models.scripted || Object.hasOwn(config.modelAliases, '*')

/** The provider's models, and the names that stand for one of them. */
const allModels = async ({ models, config }: Services): Promise<Model[]> =>
  withAliases(config.modelAliases, await models.listModels())
