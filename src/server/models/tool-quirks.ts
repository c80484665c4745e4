import { type JsonObject, isObject } from '#contract/json-object.ts'

import { type Body, type Quirk, anyOf, omit } from './quirk.ts'

const functionsOf = ({ tools }: Body): JsonObject[] =>
  Array.isArray(tools) ? tools.map((tool) => (tool as { function: JsonObject }).function) : [] // built by us

/** What says of a function's parameters that there are none, and nothing else. */
const NONE: Record<string, (value: unknown) => boolean> = {
  type: (value) => value === 'object',
  properties: (value) => isObject(value) && Object.keys(value).length === 0,
  required: (value) => Array.isArray(value) && value.length === 0,
  additionalProperties: (value) => value === false,
}
const takesNothing = ({ parameters }: JsonObject): boolean =>
  isObject(parameters) &&
  Object.entries(parameters).every(([name, value]) => NONE[name]?.(value) ?? false)

/** How refusals say that something is empty. */
const EMPTY =
  /\b(?:empty|at least (?:1|one)|enough properties|minProperties|no properties|too.?(?:short|few|small))\b/
const PARAMETERS = /\b(?:parameters|properties|object type|object schema)\b/

/** What some refuse of the functions that are offered. */
export const TOOL_QUIRKS: readonly Quirk[] = [
  {
    // Left out it says the same.
    named: /\btool.?choice\b/i,
    isIdle: ({ tool_choice }) => tool_choice === 'auto',
    without: omit('tool_choice'),
  },
  {
    named: anyOf(
      [
        new RegExp(`${PARAMETERS.source}.{0,160}?${EMPTY.source}`),
        new RegExp(`${EMPTY.source}.{0,160}?${PARAMETERS.source}`),
      ],
      'is',
    ),
    isIdle: (body) => functionsOf(body).some(takesNothing),
    without: (body) => ({
      ...body,
      tools: functionsOf(body).map((each) => ({
        type: 'function',
        function: takesNothing(each) ? omit('parameters')(each) : each,
      })),
    }),
  },
]
