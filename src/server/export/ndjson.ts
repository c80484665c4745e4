import type { ThreadToExport } from './threads-to-export.ts'

/**
 * A thread as one line of JSON in the wire's own objects, as an import takes it: `messages`, and `runs`
 * with their `steps`.
 */
export async function* ndjson({ thread, messages, runs }: ThreadToExport): AsyncGenerator<string> {
  yield `${JSON.stringify(thread).slice(0, -1)},"messages":[`
  yield* listed(messages)
  yield '],"runs":['
  yield* listed(withSteps(runs))
  yield ']}\n'
}

async function* withSteps(runs: ThreadToExport['runs']): AsyncGenerator<object> {
  for await (const { run, steps } of runs) yield { ...run, steps }
}

async function* listed(objects: AsyncIterable<object>): AsyncGenerator<string> {
  let isFirst = true
  for await (const object of objects) {
    yield `${isFirst ? '' : ','}${JSON.stringify(object)}`
    isFirst = false
  }
}
