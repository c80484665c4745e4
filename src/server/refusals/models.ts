import { ApiError, forbidden } from './api-error.ts'

export const noModel = (id: string) =>
  new ApiError(
    404,
    'model_not_found',
    `The model '${id}' does not exist or you do not have access to it.`,
    'model',
  )
export const noModelNamed = () => new ApiError(400, null, 'you must provide a model parameter')
/** The hosted service says so of every model that was not tuned by who asks. */
export const notOurModel = (id: string) =>
  forbidden(`You have insufficient permissions to delete the model '${id}'.`)
