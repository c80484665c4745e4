/** Where our answers differ from the published description on purpose. Everything else has to match. */
export interface Deviation {
  /** Where in the answer, as ajv writes it. */
  at: RegExp
  /** The rule that is broken. */
  keyword: string
  /** For a property that the description does not have. */
  property?: string
  reason: string
}

export const deviations: Deviation[] = [
  {
    at: /^\/(first_id|last_id)$/,
    keyword: 'type',
    reason: 'An empty list has no ids: the hosted service answers null, both SDKs ignore them.',
  },
  {
    at: /^\/purpose$|^\/data\/\d+\/purpose$/,
    keyword: 'enum',
    reason: 'The description lets a file be uploaded for evals, and forgets it in the answer.',
  },
  {
    at: /^(\/data\/\d+)?$/,
    keyword: 'unevaluatedProperties',
    property: 'reasoning_effort',
    reason:
      'Requests take it, the description of the answer leaves it out; echoed where it was set.',
  },
  {
    at: /^(\/data\/\d+)?$/,
    keyword: 'unevaluatedProperties',
    property: 'summary',
    reason: 'Our extension, answered only where include[]=summary asks for it.',
  },
  {
    at: /^(\/data\/\d+)?$/,
    keyword: 'unevaluatedProperties',
    property: 'times',
    reason: 'Our extension, answered only where include[]=times asks for it.',
  },
  {
    at: /^(\/data\/\d+)?$/,
    keyword: 'unevaluatedProperties',
    property: 'expires_at',
    reason:
      'The hosted service sends expires_at on run steps, the description has expired_at: both.',
  },
]

/** Fields that the published description lacks inside of a union, where the rest has to match all the same. */
export const additions: { schema: string; in: string; property: string; reason: string }[] = [
  {
    schema: 'MessageContentTextAnnotationsFileCitationObject',
    in: 'file_citation',
    property: 'quote',
    reason: 'The hosted service sent it for long: what is imported, and the samples, have it.',
  },
]

/** What may stand in a list beside what the published description allows there. */
export const branches: { schema: string; list: string; branch: object; reason: string }[] = [
  'MessageContentTextObject',
  'MessageDeltaContentTextObject',
].map((schema) => ({
  schema,
  list: 'annotations',
  branch: urlCitation(schema === 'MessageDeltaContentTextObject' ? ['index'] : []),
  reason:
    'Models that search the web cite pages. No annotation of a message stands for one; chat completions call it url_citation.',
}))

function urlCitation(more: string[]) {
  const text = { type: 'string' }
  const place = { type: 'integer', minimum: 0 }
  const page = { url: text, title: { type: ['string', 'null'] } }
  const properties = {
    type: { type: 'string', enum: ['url_citation'] },
    text,
    start_index: place,
    end_index: place,
    url_citation: { type: 'object', properties: page, required: ['url', 'title'] },
    ...Object.fromEntries(more.map((name) => [name, place])),
  }
  return { type: 'object', properties, required: Object.keys(properties) }
}
