import type { CodeOutput, ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Services } from '#server/services.ts'

import type { BuiltInTool } from '../tool.ts'
import { CodeReader } from './code-reader.ts'
import { describe } from './description.ts'
import { asFile, keepFiles, keepOutput, withNote } from './kept-files.ts'
import { mountedFiles, toSandboxFile } from './mounted-files.ts'
import { outputText } from './output-text.ts'
import type { Execution, MadeFile, Sandbox } from './sandbox.ts'

export interface CodeInterpreterParts extends Pick<
  Services,
  'store' | 'bytes' | 'clock' | 'newId' | 'log'
> {
  sandbox: Sandbox
}

const TYPE = 'code_interpreter'

/** Runs the Python that a model writes, in its thread's interpreter. */
export const createCodeInterpreter = (parts: CodeInterpreterParts): BuiltInTool => {
  const inOrder = keepOrder()
  return {
    type: TYPE,
    offer: async (run) => ({
      description: describe(await mountedFiles(parts, run)),
      parameters: {
        type: 'object',
        properties: { code: { type: 'string', description: 'The Python code to run.' } },
        required: ['code'],
      },
    }),
    open: (id) => ({ id, type: TYPE, [TYPE]: { input: '', outputs: [] } }),
    newReader: () => new CodeReader(),

    async answer({ id, call, tell }, run, signal) {
      const input = inputOf(call)
      const { outputs: made, files: left } = await inOrder(run.thread_id, () =>
        execute(parts, run, input, signal),
      )
      signal.throwIfAborted()
      const outputs: CodeOutput[] = []
      const vectors: MadeFile[] = []
      for (const output of made) {
        const vector = asFile(output, outputs.length)
        if (vector) vectors.push(vector)
        const kept = await keepOutput(parts, output, outputs.length)
        tell({ type: TYPE, [TYPE]: { outputs: [{ index: outputs.length, ...kept }] } })
        outputs.push(kept)
      }
      const files = await keepFiles(parts, [...vectors, ...left])
      return withNote({ id, type: TYPE, [TYPE]: { input, outputs } }, files)
    },

    output: outputText,
    argumentsOf: (call) => JSON.stringify({ code: inputOf(call) }),
    forget: (threadId) => {
      parts.sandbox.end(threadId).catch((error: unknown) => {
        parts.log.error({ err: error, thread: threadId }, 'an interpreter could not be ended')
      })
    },
  }
}

const inputOf = (call: ToolCall): string => (call.type === TYPE ? call.code_interpreter.input : '')

/** Nothing that a run could end by: a model can go on without, and say so. */
const execute = async (
  parts: CodeInterpreterParts,
  run: Run,
  code: string,
  signal: AbortSignal,
): Promise<Execution> => {
  signal.throwIfAborted()
  if (code.trim() === '') return { outputs: [], files: [] }
  const { mounted } = await mountedFiles(parts, run)
  const files = mounted.map((file) => toSandboxFile(parts, file))
  try {
    return await parts.sandbox.execute({ key: run.thread_id, code, files }, signal)
  } catch (error) {
    signal.throwIfAborted()
    parts.log.error({ err: error, run: run.id }, 'the code interpreter did not run')
    return { outputs: [{ type: 'logs', logs: UNAVAILABLE }], files: [] }
  }
}

const UNAVAILABLE =
  'The code was not run: the code interpreter is not available at the moment. This is no error of the code.\n'

/** Work on one key is done in the order in which it came. */
const keepOrder = () => {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = last.get(key)
    const mine = before ? before.then(work) : work()
    // What comes next does not care how this one ends.
    const over = mine.catch(() => undefined)
    last.set(key, over)
    try {
      return await mine
    } finally {
      if (last.get(key) === over) last.delete(key)
    }
  }
}
