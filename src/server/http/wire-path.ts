import { getPath } from 'hono/utils/url'

/** Azure's clients ask below `/openai`, the newer ones below `/openai/v1`. */
const AZURE = /^\/openai(\/v1)?(?=\/|$)/
/** They name the model of a chat completion or an embedding in the path. */
const DEPLOYMENT =
  /^(\/openai)?\/deployments\/(.+(?=\/chat\/completions$|\/embeddings$)|[^/]+(?=\/))/

/** A path as the endpoint table has it, below `/v1`, whichever client asks. */
export const toWirePath = (path: string): string =>
  AZURE.test(path) ? path.replace(DEPLOYMENT, '$1').replace(AZURE, '/v1') : path

/** The model that a path of Azure's names, if it names one. */
export const deploymentIn = (request: Request): string | undefined => {
  const [, , name] = DEPLOYMENT.exec(getPath(request)) ?? []
  try {
    return name === undefined ? undefined : decodeURIComponent(name)
  } catch {
    return name
  }
}

/** The path by which a request finds its handler. */
export const wirePath = (request: Request): string => toWirePath(getPath(request))

/** Whether a client made for Azure asks: those have a header of their own for the key, and none for betas. */
export const isAzure = (request: Request): boolean => AZURE.test(getPath(request))
