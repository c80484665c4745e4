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
import { withExactSchemas } from '#contract/exact-schemas.ts'
import { maxJsonBytes } from '#contract/operation.ts'
import { operations, pathOf } from '#contract/operations.ts'
import { PERSON_HEADER } from '#contract/person.ts'

import type { Services } from '../services.ts'
import { actingAs } from '../store/actor.ts'
import type { Once } from '../store/answers.ts'
import type { App, AppEnv } from './app-env.ts'
import { checkBeta } from './beta.ts'
import { type Place, BodyMemory } from './body-memory.ts'
import { readBody } from './body.ts'
import { checkIds } from './check-ids.ts'
import type { Call, Handler, Handlers } from './handler.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { jsonText } from './json-text.ts'
import { type Principal, authorize } from './principal.ts'
import { givenIn, parseQuery } from './query.ts'
import { type Replay, Repeats } from './repeats.ts'
import { validate } from './validate.ts'

/**
 * The one door: puts the operations that the handlers answer onto the app, fixed paths before those with
 * parameters. `replay` tells how the kept answer of a repeated request is given again.
 */
export const mount = <Names extends OperationName>(
  app: App,
  services: Services,
  handlers: Handlers<Names>,
  replay?: Replay,
): void => {
  // The handlers' keys are operation names; Object.keys only knows of strings.
  const names = Object.keys(handlers) as Names[]
  const memory = {
    passedOn: new BodyMemory(services.timers),
    read: new BodyMemory(services.timers, { free: SMALL_BODY }),
  }
  const inside = { services, repeats: new Repeats(replay), memory }
  const isFixed = (name: Names) => !operations[name].path.includes('{')
  for (const name of [...names.filter(isFixed), ...names.filter((name) => !isFixed(name))]) {
    mountOne(app, inside, name, handlers[name])
  }
}

/** Bodies up to so many bytes are read however many others are: they are what most requests have. */
const SMALL_BODY = 64 * 1024

interface Inside {
  services: Services
  repeats: Repeats
  memory: { passedOn: BodyMemory; read: BodyMemory }
}

const mountOne = <Name extends OperationName>(
  app: App,
  { services, repeats, memory }: Inside,
  name: Name,
  handler: Handler<Name>,
) => {
  const { method, passedOn }: Endpoint = endpoints[name]
  app.on(method, toHonoPath(pathOf(name)), async (c) => {
    c.set('operation', name)
    const place = (passedOn ? memory.passedOn : memory.read).enter()
    try {
      const call = await accept(services, name, c, place)
      // The endpoint that others go to may be slow: their bodies are held meanwhile.
      if (!passedOn) place.leave()
      const { once } = call
      const handle = () => actingAs(call.principal.kind, () => handler(call))
      return await respond(await (once ? repeats.answer(name, call, once, handle) : handle()), call)
    } finally {
      place.leave()
    }
  })
}

/** Model names may hold slashes; every other parameter is one segment. */
const toHonoPath = (path: string): string =>
  path.replaceAll('{model}', ':model{.+}').replaceAll(/\{(\w+)\}/g, ':$1')

/**
 * Checks a request against its row, in the order in which the hosted service does: known ids, may they,
 * query, body. @throws {ApiError}
 */
const accept = async <Name extends OperationName>(
  services: Services,
  name: Name,
  c: Context<AppEnv>,
  place: Place,
): Promise<CallOf<Name>> => {
  const endpoint: Endpoint = endpoints[name]
  const request = c.req.raw
  if (endpoint.beta && services.config.requireBetaHeader) checkBeta(request)
  const params = c.req.param()
  // Another server makes ids of its own forms.
  if (services.config.upstreamUrl === undefined) checkIds(params)
  const principal = c.get('principal')
  authorize(principal, endpoint.right)
  const query = endpoint.query ? validate(endpoint.query, parseQuery(givenIn(request))) : {}
  const key = endpoint.creates ? idempotencyKey(request) : undefined
  const hash =
    key === undefined
      ? undefined
      : createHash('sha256').update(
          JSON.stringify([name, params, query, ...whoReviews(name, request)]),
        )
  const reading = { timers: services.timers, limit: maxJsonBytes(endpoint), hash, place }
  const read = endpoint.body ? await readBody(request, reading) : undefined
  const checked = endpoint.body ? validate(endpoint.body, read?.value) : undefined
  const body = read && !endpoint.passedOn ? withExactSchemas(checked, read.text) : checked
  // Each was parsed by the schema that the table pairs with this name.
  return new CallOf<Name>({
    services,
    principal,
    params: params as PathParams<Name>,
    query: query as QueryOf<Name>,
    body: body as BodyOf<Name>,
    sent: endpoint.passedOn ? read?.text : undefined,
    once: key === undefined || !hash ? undefined : { key, fingerprint: hash.digest('base64url') },
    request,
  })
}

/** The same said by somebody else is another request. */
const whoReviews = (name: OperationName, { headers }: Request): string[] =>
  operations[name].right === 'review' ? [headers.get(PERSON_HEADER) ?? ''] : []

class CallOf<Name extends OperationName> implements Call<Name> {
  readonly services: Services
  readonly principal: Principal
  readonly params: PathParams<Name>
  readonly query: QueryOf<Name>
  readonly body: BodyOf<Name>
  readonly sent: string | undefined
  readonly once: Once | undefined
  readonly request: Request
  readonly headers = new Headers({ 'content-type': 'application/json' })

  constructor(call: Omit<Call<Name>, 'headers' | 'signal'>) {
    this.services = call.services
    this.principal = call.principal
    this.params = call.params
    this.query = call.query
    this.body = call.body
    this.sent = call.sent
    this.once = call.once
    this.request = call.request
  }

  /** Made on demand: most requests never ask, and it is not free. */
  get signal(): AbortSignal {
    return this.request.signal
  }
}

const respond = async (answer: unknown, { headers }: { headers: Headers }): Promise<Response> => {
  if (!(answer instanceof Response)) {
    // It has the type that its schema reads.
    headers.set(CONTRACT_HEADER, '1')
    return new Response(await jsonText(answer), { headers })
  }
  for (const [name, value] of headers) {
    if (!answer.headers.has(name)) answer.headers.set(name, value)
  }
  return answer
}
