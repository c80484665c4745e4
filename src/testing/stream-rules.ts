import type { MessageDelta, RunStepDelta } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import { RUN_STATUSES, isActive } from '#contract/run-status.ts'
import type { RunStatus } from '#contract/run-status.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'

interface Marker {
  index: number
  text: string
  start_index: number
  end_index: number
}
interface Call {
  id: string
  name: string
  arguments: string
  outputs?: object[]
}
interface AnyEvent {
  event: string
  data: unknown
}

/**
 * What in one stream of a run the strictest client would refuse: the rules of the Node SDK's
 * AssistantStream, and that what deltas add up to is what the finished objects say.
 */
export const violations = (events: readonly AnyEvent[]): string[] => {
  const found: string[] = []
  const ids = new Set<string>()
  let step: string | undefined
  let message: string | undefined
  const texts = new Map<string, string>()
  /** The texts of the open message's annotations. */
  let marked: string[] = []
  /** The open message's images, as deltas tell them. */
  let images: string[] = []
  const calls = new Map<string, Call[]>()

  const open = (id: string, held: string | undefined, kind: string) => {
    if (held !== undefined) found.push(`${kind} ${id} is begun while ${held} is open`)
    if (ids.has(id)) found.push(`the id ${id} is used twice`)
    ids.add(id)
    return id
  }
  const onMessageDelta = ({ id, delta }: MessageDelta) => {
    if (id !== message) found.push(`a delta for ${id} while ${message} is open`)
    if (!delta.content?.length) found.push('a message delta without content')
    const [first, ...rest] = delta.content ?? []
    // Clients read the first part's text of every delta, whatever it is.
    if (first?.type !== 'text') found.push('a message delta that does not begin with text')
    for (const part of rest) {
      if (part.type !== 'image_file' || part.index === first?.index)
        found.push('a part out of place')
      images.push((part['image_file'] as { file_id: string }).file_id)
    }
    for (const part of first ? [first] : []) {
      const text = part['text'] as { value?: string; annotations?: Marker[] } | undefined // checked below
      if (typeof text?.value !== 'string') found.push('a message delta without text')
      const isNothing = text?.value === '' && !text.annotations?.length && rest.length === 0
      if (isNothing) found.push('a message delta that tells nothing')
      const added = text?.annotations
      if (!texts.has(id) && !added) found.push('a first delta without annotations')
      if (texts.has(id) && added?.length === 0) found.push('no annotations in a later delta')
      const whole = (texts.get(id) ?? '') + (text?.value ?? '')
      texts.set(id, whole)
      for (const each of added ?? []) {
        if (each.index !== marked.length) found.push('an annotation out of its order')
        if (whole.slice(each.start_index, each.end_index) !== each.text) {
          found.push(`an annotation that is not its text's: ${each.text}`)
        }
        marked.push(each.text)
      }
    }
  }
  const onStepDelta = ({ id, delta }: RunStepDelta) => {
    if (id !== step) found.push(`a delta for ${id} while ${step} is open`)
    if ('id' in delta) found.push('an id inside a step delta')
    const so = calls.get(id) ?? []
    calls.set(id, so)
    for (const call of delta.step_details?.tool_calls ?? []) {
      if (call.type === 'code_interpreter') {
        found.push(...onCode(so, call))
        continue
      }
      if (call.type !== 'function') {
        if (so[call.index] || typeof call['id'] !== 'string') found.push('a call told twice')
        so[call.index] = { id: String(call['id']), name: call.type, arguments: '' }
        continue
      }
      const called = call['function'] as { name?: string; arguments?: string; output?: null }
      if (!Number.isInteger(call.index) || call.index >= so.length + 1024) found.push('a bad index')
      const held = so[call.index]
      if (held) {
        if (call['id'] !== undefined || called.name !== undefined) found.push('an id or name again')
        if (!called.arguments) found.push('a call delta without arguments')
        held.arguments += called.arguments ?? ''
      } else {
        if (called.arguments !== '' || called.output !== null) found.push('a first delta not empty')
        so[call.index] = { id: String(call['id']), name: called.name ?? '', arguments: '' }
      }
    }
  }
  const onMessage = (name: string, data: Message) => {
    if (name === 'created') {
      message = open(data.id, message, 'message')
      marked = []
      images = []
    }
    if (data.id !== message) found.push(`${name} of ${data.id} while ${message} is open`)
    if (name !== 'completed' && name !== 'incomplete') {
      if (data.content.length > 0) found.push(`a message ${name} with content`)
      return
    }
    message = undefined
    const [part] = data.content
    const text = part?.type === 'text' ? part.text.value : ''
    const annotations = part?.type === 'text' ? part.text.annotations : []
    const told = annotations.map((each) => ('text' in each ? each.text : ''))
    const shown = data.content.flatMap((each) =>
      each.type === 'image_file' ? [each.image_file.file_id] : [],
    )
    if (shown.join() !== images.join()) found.push('images differ from their deltas')
    if (told.join() !== marked.join()) found.push('annotations differ from their deltas')
    if ((texts.get(data.id) ?? '') !== text) found.push(`deltas of ${data.id} differ from its text`)
  }
  const onStep = (name: string, data: RunStep) => {
    if (name === 'created') step = open(data.id, step, 'step')
    // A stream after tool outputs begins with the end of a step from an earlier one.
    else if (step !== undefined && data.id !== step) found.push(`${name} of another step`)
    if (name === 'created' || name === 'in_progress') return
    if (message !== undefined) found.push('a step ends before its message')
    step = undefined
    const told = calls.get(data.id)
    if (!told || data.step_details.type !== 'tool_calls') return
    const final = data.step_details.tool_calls.map((call) =>
      call.type === 'function'
        ? [call.id, call.function.name, call.function.arguments]
        : ['id' in call ? call.id : '', call.type, codeOf(call)],
    )
    const folded = told.map((call) => [
      call.id,
      call.name,
      call.outputs ? JSON.stringify([call.arguments, call.outputs]) : call.arguments,
    ])
    if (JSON.stringify(final) !== JSON.stringify(folded))
      found.push('call deltas differ from calls')
  }

  for (const { event, data } of events) {
    // The casts: an event's name tells what its data is; the schemas are checked elsewhere.
    if (event === 'thread.message.delta') onMessageDelta(data as MessageDelta)
    else if (event === 'thread.run.step.delta') onStepDelta(data as RunStepDelta)
    else if (event.startsWith('thread.message.')) onMessage(event.slice(15), data as Message)
    else if (event.startsWith('thread.run.step.')) onStep(event.slice(16), data as RunStep)
  }
  if (message !== undefined) found.push(`message ${message} is left open`)
  const last = events.at(-1)?.event.replace('thread.run.', '') as RunStatus
  const pauses = last === 'requires_action'
  if (step !== undefined && !pauses) found.push(`step ${step} is left open`)
  if (!pauses && (isActive(last) || !RUN_STATUSES.includes(last))) found.push(`${last} is no end`)
  return found
}

type CallDelta = NonNullable<
  NonNullable<RunStepDelta['delta']['step_details']>['tool_calls']
>[number]

/** Adds what a delta tells of a code interpreter call: first that it is there, then more of it. */
const onCode = (calls: Call[], delta: CallDelta): string[] => {
  const { input, outputs } = delta['code_interpreter'] as { input?: string; outputs?: object[] }
  const held = calls[delta.index]
  if (!held) {
    calls[delta.index] = { id: String(delta['id']), name: delta.type, arguments: '', outputs: [] }
    const isEmpty = input === '' && outputs?.length === 0
    return isEmpty && delta.index === calls.length - 1 ? [] : ['a first delta not empty']
  }
  if (delta['id'] !== undefined) return ['an id again']
  if (!input && !outputs?.length) return ['a call delta that tells nothing']
  held.arguments += input ?? ''
  return (outputs ?? []).flatMap((output) => {
    const { index, ...told } = output as { index: number }
    if (index !== held.outputs?.length) return ['an output out of its order']
    held.outputs.push(told)
    return []
  })
}

const codeOf = (call: ToolCall): string =>
  call.type === 'code_interpreter'
    ? JSON.stringify([call.code_interpreter.input, call.code_interpreter.outputs])
    : ''
