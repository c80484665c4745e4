import { createHash } from 'node:crypto'

import type { Context } from 'hono'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import {
  type BodyOf,
  type Endpoint,
  type OperationName,
  type PathParams,
  type QueryOf,
  endpoints,
} from '#contract/endpoints.ts'
import { maxJsonBytes } from '#contract/operations.ts'

import type { App, AppEnv } from '../http/app-env.ts'
import { checkBeta } from '../http/beta.ts'
import { readJson } from '../http/body.ts'
import { checkIds } from '../http/id-prefix.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { givenIn, parseQuery } from '../http/query.ts'
import { type Place, Room } from '../http/room.ts'
import { validate } from '../http/validate.ts'
import type { Services } from '../services.ts'
import type { Once } from '../store/answers.ts'
import type { Call, Handler, Handlers } from './handler.ts'
import { Repeats } from './repeats.ts'

/** Puts every operation of the endpoint table onto the app, fixed paths before those with parameters. */
export const mountRoutes = (app: App, services: Services, handlers: Handlers): void => {
  // The table's keys are the operation names; Object.keys only knows of strings.
  const names = Object.keys(endpoints) as OperationName[]
  const repeats = new Repeats()
  const room = new Room()
  const isFixed = (name: OperationName) => !endpoints[name].path.includes('{')
  for (const name of [...names.filter(isFixed), ...names.filter((name) => !isFixed(name))]) {
    mount(app, { services, repeats, room }, name, handlers[name])
  }
}

const mount = <Name extends OperationName>(
  app: App,
  { services, repeats, room }: { services: Services; repeats: Repeats; room: Room },
  name: Name,
  handler: Handler<Name>,
) => {
  const { method, path, passedOn }: Endpoint = endpoints[name]
  app.on(method, toHonoPath(path), async (c) => {
    c.set('operation', name)
    // The endpoint that these go to may be slow: their bodies are held meanwhile.
    const place = passedOn ? room.enter() : undefined
    try {
      const call = await accept(services, name, c, place)
      const { once } = call
      const handle = () => handler(call)
      return respond(await (once ? repeats.answer(name, call, once, handle) : handle()), call)
    } finally {
      place?.leave()
    }
  })
}

/** Model names may hold slashes; every other parameter is one segment. */
const toHonoPath = (path: string): string =>
  path.replaceAll('{model}', ':model{.+}').replaceAll(/\{(\w+)\}/g, ':$1')

/** Checks a request against its row, in the order in which the hosted service does. @throws {ApiError} */
const accept = async <Name extends OperationName>(
  services: Services,
  name: Name,
  c: Context<AppEnv>,
  place: Place | undefined,
): Promise<CallOf<Name>> => {
  const endpoint: Endpoint = endpoints[name]
  const request = c.req.raw
  if (endpoint.beta && services.config.requireBetaHeader) checkBeta(request)
  const params = c.req.param()
  checkIds(params)
  const query = endpoint.query ? validate(endpoint.query, parseQuery(givenIn(request))) : {}
  const key = endpoint.creates ? idempotencyKey(request) : undefined
  const hash =
    key === undefined
      ? undefined
      : createHash('sha256').update(JSON.stringify([name, params, query]))
  const body = endpoint.body
    ? validate(
        endpoint.body,
        await readJson(request, {
          timers: services.timers,
          limit: maxJsonBytes(endpoint),
          hash,
          place,
        }),
      )
    : undefined
  // Each was parsed by the schema that the table pairs with this name.
  return new CallOf<Name>({
    services,
    params: params as PathParams<Name>,
    query: query as QueryOf<Name>,
    body: body as BodyOf<Name>,
    once: key === undefined || !hash ? undefined : { key, fingerprint: hash.digest('base64url') },
    request,
  })
}

class CallOf<Name extends OperationName> implements Call<Name> {
  readonly services: Services
  readonly params: PathParams<Name>
  readonly query: QueryOf<Name>
  readonly body: BodyOf<Name>
  readonly once: Once | undefined
  readonly request: Request
  readonly headers = new Headers({ 'content-type': 'application/json' })

  constructor(call: Omit<Call<Name>, 'headers' | 'signal'>) {
    this.services = call.services
    this.params = call.params
    this.query = call.query
    this.body = call.body
    this.once = call.once
    this.request = call.request
  }

  /** Made on demand: most requests never ask, and it is not free. */
  get signal(): AbortSignal {
    return this.request.signal
  }
}

const respond = (answer: unknown, { headers }: { headers: Headers }): Response => {
  if (!(answer instanceof Response)) {
    // It has the type that its schema reads.
    headers.set(CONTRACT_HEADER, '1')
    return new Response(JSON.stringify(answer), { headers })
  }
  for (const [name, value] of headers) {
    if (!answer.headers.has(name)) answer.headers.set(name, value)
  }
  return answer
}
