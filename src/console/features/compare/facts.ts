import { runLook } from '#console/ui/run-state.ts'
import { readableJson } from '#console/util/json-text.ts'
import { numberText } from '#console/util/number.ts'
import { NO_ASSISTANT, shownModel } from '#console/util/run-author.ts'
import { runReason } from '#console/util/run-reason.ts'
import { runSeconds } from '#console/util/run-seconds.ts'
import { shownAssistant, shownKey } from '#console/util/shown-name.ts'
import { durationText, secondsText } from '#console/util/time.ts'
import { toolWords } from '#console/util/tool-words.ts'
import { knownUsage } from '#console/util/usage.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

/** Something that is told of a side: a setting, a figure, a part of a message. */
export interface Fact {
  name: string
  text: string
  /** It is written in a language for machines. */
  isCode?: boolean
  /** What the text says as a number, in milliseconds or in pieces. */
  amount?: { of: 'ms' | 'pieces'; value: number }
}

/** Facts that stand under one heading. */
export interface Section {
  title: string
  facts: readonly Fact[]
}

/** One fact of two sides; undefined where a side has none. */
export interface Field {
  name: string
  left: Fact | undefined
  right: Fact | undefined
}

/** The facts of both, each name once. */
export const fieldsOf = (left: readonly Fact[], right: readonly Fact[]): Field[] => {
  const others = new Map(right.map((fact) => [fact.name, fact]))
  const fields = left.map((fact): Field => {
    const other = others.get(fact.name)
    others.delete(fact.name)
    return { name: fact.name, left: fact, right: other }
  })
  return [
    ...fields,
    ...[...others.values()].map((fact) => ({ name: fact.name, left: undefined, right: fact })),
  ]
}

export const differs = ({ left, right }: Field): boolean => left?.text !== right?.text

/** By how much the right side is more, or less; undefined where that is no number. */
export const changeText = ({ left, right }: Field): string | undefined => {
  if (!left?.amount || !right?.amount || left.amount.of !== right.amount.of) return undefined
  const change = right.amount.value - left.amount.value
  if (change === 0) return undefined
  const size = Math.abs(change)
  return `${change > 0 ? '+' : '−'}${left.amount.of === 'ms' ? durationText(size) : numberText(size)}`
}

/** A fact, where there is something to tell. */
export const fact = (name: string, text: string | null | undefined, isCode = false): Fact[] =>
  text ? [{ name, text, ...(isCode && { isCode }) }] : []

export const pieces = (name: string, value: number | null | undefined): Fact[] =>
  value == null ? [] : [{ name, text: numberText(value), amount: { of: 'pieces', value } }]

export const duration = (name: string, ms: number | undefined, isExact: boolean): Fact[] =>
  ms === undefined
    ? []
    : [
        {
          name,
          text: isExact ? durationText(ms) : secondsText(ms / 1000),
          amount: { of: 'ms', value: ms },
        },
      ]

export const metadataFacts = (metadata: Metadata): Fact[] =>
  Object.entries(metadata)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => ({ name: shownKey(key), text: value }))

/** A plain value stands as it is, others as JSON. */
const settingText = (value: unknown): string | undefined => {
  if (value == null) return undefined
  if (typeof value === 'string') return value
  return typeof value === 'number' ? numberText(value) : readableJson(value)
}

/** What a run could call. */
export const toolFacts = ({ tools }: Run): Fact[] =>
  tools.map((tool): Fact => {
    const raw = tool.type === 'unknown' ? tool.raw : tool
    if (tool.type === 'function') {
      const { name, ...rest } = tool.function
      return { name, text: readableJson(rest), isCode: true }
    }
    const { type, ...rest } = raw
    const settings = Object.keys(rest).length > 0 ? readableJson(rest) : 'on'
    return { name: toolWords(type), text: settings, isCode: settings !== 'on' }
  })

/** How a run was set up. @param name that of its assistant, where it is there */
export const settingFacts = (run: Run, name: string | undefined): Fact[] => [
  ...fact(
    'Assistant',
    run.assistant_id ? shownAssistant({ id: run.assistant_id, name: name ?? null }) : NO_ASSISTANT,
  ),
  ...fact('Model', shownModel(run.model)),
  ...fact('Instructions', run.instructions),
  ...fact('Tool choice', settingText(run.tool_choice)),
  ...fact('Parallel tool calls', run.parallel_tool_calls ? 'on' : 'off'),
  ...fact('Temperature', settingText(run.temperature)),
  ...fact('Top P', settingText(run.top_p)),
  ...fact('Reasoning effort', run.reasoning_effort),
  ...fact('Most prompt tokens', settingText(run.max_prompt_tokens)),
  ...fact('Most completion tokens', settingText(run.max_completion_tokens)),
  ...fact('Response format', settingText(run.response_format)),
  ...fact('Truncation', settingText(run.truncation_strategy)),
]

/** How a run went. */
export const outcomeFacts = (run: Run): Fact[] => [
  ...fact('State', runLook(run.status).word),
  ...fact('Why', runReason(run)),
]

/** What is known of a run's times beside what it tells itself, in milliseconds. */
export interface RunTimingFacts {
  firstTokenMs: number | undefined
  /** Undefined while the run goes on. */
  totalMs: number | undefined
  isExact: boolean
}

/** How long a run took, and how much it used. */
export const runFigures = (run: Run, timing: RunTimingFacts): Fact[] => {
  const usage = knownUsage(run.usage)
  return [
    ...duration('Duration', timing.totalMs, timing.isExact),
    ...duration('Time to first token', timing.firstTokenMs, true),
    ...pieces('Prompt tokens', usage?.prompt_tokens),
    ...pieces('Completion tokens', usage?.completion_tokens),
  ]
}

/** The files that the tools of a thread have. */
export const fileFacts = (thread: Thread): Fact[] =>
  Object.entries(thread.tool_resources ?? {}).flatMap(([tool, files]) =>
    files == null ? [] : fact(toolWords(tool), readableJson(files), true),
  )

/** Each value once, in the order in which they came. */
const eachOnce = (values: readonly (string | undefined)[]): string =>
  [...new Set(values.filter((value) => value !== undefined))].join('\n')

/** Who answered in a thread, and with what. @param names those of assistants, by their ids */
export const answererFacts = (
  runs: readonly Run[],
  names: ReadonlyMap<string, string | undefined>,
): Fact[] => {
  const oldestFirst = runs.toReversed()
  const assistants = oldestFirst.map(({ assistant_id: id }) =>
    id ? shownAssistant({ id, name: names.get(id) ?? null }) : undefined,
  )
  const outcomes = [...Map.groupBy(oldestFirst, ({ status }) => status)].map(
    ([status, of]) => `${numberText(of.length)} ${runLook(status).word}`,
  )
  return [
    ...fact('Assistants', eachOnce(assistants)),
    ...fact('Models', eachOnce(oldestFirst.map(({ model }) => shownModel(model)))),
    ...fact(
      'Instructions',
      eachOnce(oldestFirst.map(({ instructions }) => instructions || undefined)),
    ),
    ...fact('States', outcomes.toSorted().join('\n')),
  ]
}

/** How long a thread is, in all that can be counted. */
export const threadFigures = (
  messages: readonly { at: number }[],
  runs: readonly Run[],
): Fact[] => {
  const [first, last] = [messages[0], messages.at(-1)]
  const span = first && last ? (last.at - first.at) * 1000 : undefined
  let [took, prompt, completion] = [0, 0, 0]
  for (const run of runs) {
    const { from, to } = run.times ?? { from: 0, to: (runSeconds(run) ?? 0) * 1000 }
    took += to - from
    prompt += run.usage?.prompt_tokens ?? 0
    completion += run.usage?.completion_tokens ?? 0
  }
  return [
    ...pieces('Messages', messages.length),
    ...pieces('Runs', runs.length),
    ...duration('From first to last message', span, false),
    ...(runs.length > 0 ? duration('All runs together', took, false) : []),
    ...(prompt > 0 ? pieces('Prompt tokens', prompt) : []),
    ...(completion > 0 ? pieces('Completion tokens', completion) : []),
  ]
}
