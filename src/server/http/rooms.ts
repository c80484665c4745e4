/** The rooms of the API below which this server answers, whoever asks: Azure's clients ask below `/openai`. */
export const API_ROOMS = ['/v1', '/openai', '/api'] as const
export const HEALTH_PATH = '/healthz'
export const OPENAPI_PATH = '/openapi.json'

/** Whether the server answers a path itself; all others are the console's. */
export const isServed = (path: string): boolean =>
  path === HEALTH_PATH ||
  path === OPENAPI_PATH ||
  API_ROOMS.some((room) => path === room || path.startsWith(`${room}/`))
