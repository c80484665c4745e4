/** What the end of an answer means for its run. */
export type FinishKind = 'done' | 'length' | 'content_filter' | 'failed' | 'unknown'

/** The endings with which a model waits for what it called. */
const FOR_CALL = new Set(['tool_call', 'tool_calls', 'tool_use', 'function_call', 'function_calls'])

/** The endings in which a model says all that it wants to say, by every make of endpoint. */
const DONE = new Set([
  'stop',
  'end',
  'end_turn',
  'stop_sequence',
  'stop_token',
  'eos',
  'eos_token',
  'eos_token_id',
  'complete',
  'completed',
  'done',
  'finish',
  'finished',
  'normal',
  'success',
  ...FOR_CALL,
])

/** Most particular first: the first that matches decides. */
const KINDS: readonly (readonly [RegExp, FinishKind])[] = [
  // Gemini names a call that it could not write so.
  [/malformed|function_call_filter/, 'failed'],
  [/error_limit|context_(?:window|length)/, 'length'],
  [
    /content_?filter|safety|sensitive|recitation|block|prohibited|spii|guardrail|moderat|censor|refusal|refused|policy|toxic|copyright|harm|^language$/,
    'content_filter',
  ],
  [/tool_call|tool_use|function_call/, 'failed'],
  [
    /error|fail|abort|cancel|time_?out|network|unavailable|insufficient|overload|interrupt|missing|invalid|disconnect|exception|^no_image$|^other$/,
    'failed',
  ],
  [/length|max_|_max|token_limit|^limit|_limit$|truncat|repetition|^incomplete$/, 'length'],
]

/** The worst of several words decides. */
const WORST: readonly FinishKind[] = ['failed', 'content_filter', 'length', 'unknown', 'done']

/** What a finish reason means, in whatever case and with whatever prefix an endpoint writes it. */
export const finishKind = (reason: string): FinishKind => {
  const kinds = namesIn(reason).map(kindOf)
  return WORST.find((kind) => kinds.includes(kind)) ?? 'unknown'
}

/** Whether a finish reason says that a call was made. */
export const isForCall = (reason: string): boolean =>
  namesIn(reason).some((name) => FOR_CALL.has(name))

const namesIn = (reason: string): string[] =>
  reason
    .split(/[:;,|/]/)
    .map(normal)
    .filter((name) => name !== '')

const normal = (word: string): string =>
  word
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .toLowerCase()
    .replace(/^(?:finish|stop)_?reason_/, '')

const kindOf = (name: string): FinishKind =>
  DONE.has(name) ? 'done' : (KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown')
