import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

import type { OperationName } from '#contract/endpoints.ts'
import { buildDocument } from '#server/openapi/document.ts'

import { closed, dataByEvent, describeError } from './openapi.ts'

/** Our own description, as `/openapi.json` answers it. */
export const ownApi = buildDocument('0.0.0')

const compile = () => {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { unixtime: Number.isInteger },
  })
  ajv.addSchema({ $id: 'own', ...(closed(ownApi) as object) })
  return ajv
}
let ajv: Ajv2020 | undefined
const validator = (name: string): ValidateFunction => {
  ajv ??= compile()
  const validate = ajv.getSchema(`own#/components/schemas/${name}`)
  if (!validate) throw new Error(`our description has no ${name}`)
  return validate
}

const answers = new Map<OperationName, string>()
for (const path of Object.values(ownApi.paths)) {
  for (const { operationId, responses } of Object.values(path)) {
    const name = /schemas\/(\w+)"/.exec(JSON.stringify(responses['200']))?.[1]
    if (name) answers.set(operationId, name)
  }
}

const check = (name: string, value: unknown): string[] => {
  const validate = validator(name)
  return validate(value) ? [] : (validate.errors ?? []).map(describeError)
}

/** What in an answer differs from our own description; a field that it does not name is an error. */
export const checkOwnAnswer = (operation: OperationName, answer: unknown): string[] => {
  const name = answers.get(operation)
  return name === undefined ? [] : check(name, answer)
}

/** The same for a refusal. */
export const checkRefusal = (body: unknown): string[] => check('ErrorResponse', body)

const events = dataByEvent(ownApi, 'StreamEvent')

/** The same for an event of a run's stream; of its union, only the branch that it is of. */
export const checkOwnEvent = (event: string, data: unknown): string[] =>
  check(events.get(event) ?? `data of ${event}`, data).map((finding) => `${event}: ${finding}`)
