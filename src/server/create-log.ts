import { type DestinationStream, type Logger, pino } from 'pino'

import type { Config } from './config.ts'
import { toLogged } from './logged-error.ts'
import { secretsOf, withoutSecrets } from './models/secrets.ts'

/** The log: no line of it holds a key. */
export const createLog = (
  { logLevel, modelApiKey, modelBaseUrl, upstreamKey, upstreamUrl }: Config,
  to: DestinationStream,
): Logger => {
  const secrets = [
    ...secretsOf({ apiKey: modelApiKey, baseUrl: modelBaseUrl }),
    ...secretsOf({ apiKey: upstreamKey, baseUrl: upstreamUrl }),
  ]
  return pino(
    {
      level: logLevel,
      base: null,
      serializers: { err: toLogged },
      hooks: { streamWrite: (line) => withoutSecrets(line, secrets) },
    },
    to,
  )
}
