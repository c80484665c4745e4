import type { ModelError, ModelEvent, ModelProvider, ModelRequest } from '#server/models/model.ts'

/** One call of a model whose answer the test gives, when it likes. */
export interface CallByHand {
  request: ModelRequest
  signal: AbortSignal
  say(text: string): void
  emit(...events: ModelEvent[]): void
  finish(reason?: Extract<ModelEvent, { type: 'finish' }>['reason']): void
  fail(error: ModelError): void
}

export interface ModelByHand extends ModelProvider {
  /** The next call that the server makes, waiting for it where need be. */
  nextCall(): Promise<CallByHand>
}

/** Every finish says that the prompt had 10 tokens and the answer 5. */
export const USAGE_BY_HAND = { prompt_tokens: 10, completion_tokens: 5 }

export const createModelByHand = (): ModelByHand => {
  const made: CallByHand[] = []
  const waiting: ((call: CallByHand) => void)[] = []
  return {
    scripted: true,
    listModels: () => Promise.resolve([]),
    stream(request, signal) {
      const { call, events } = newCall(request, signal)
      const taker = waiting.shift()
      if (taker) taker(call)
      else made.push(call)
      return events
    },
    nextCall: () => {
      const call = made.shift()
      return call ? Promise.resolve(call) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

const newCall = (request: ModelRequest, signal: AbortSignal) => {
  const queue: (ModelEvent | Error)[] = []
  let wake = () => {}
  const push = (...items: (ModelEvent | Error)[]) => {
    queue.push(...items)
    wake()
  }
  signal.addEventListener('abort', () => wake())
  async function* events(): AsyncGenerator<ModelEvent> {
    for (;;) {
      signal.throwIfAborted()
      const item = queue.shift()
      if (item instanceof Error) throw item
      if (item) yield item
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const call: CallByHand = {
    request,
    signal,
    say: (text) => push({ type: 'text', text }),
    emit: push,
    finish: (reason = 'stop') => push({ type: 'finish', reason, usage: USAGE_BY_HAND }),
    fail: push,
  }
  return { call, events: events() }
}
