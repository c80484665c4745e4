import type { Execution, Sandbox, SandboxFile } from '#server/tools/code-interpreter/sandbox.ts'

/** Executes in one key's interpreter. */
export const inKey =
  (sandbox: Sandbox, key: string) =>
  (code: string, files: SandboxFile[] = []): Promise<Execution> =>
    sandbox.execute({ key, code, files }, new AbortController().signal)

/** All that an execution said. */
export const logsOf = ({ outputs }: Execution): string =>
  outputs.map((output) => (output.type === 'logs' ? output.logs : `<${output.mediaType}>`)).join('')

/** What it made, as text, by path. */
export const madeBy = ({ files }: Execution): Record<string, string> =>
  Object.fromEntries(files.map(({ path, pieces }) => [path, Buffer.concat(pieces).toString()]))

export const textFile = (id: string, filename: string, text: string): SandboxFile => {
  const bytes = new TextEncoder().encode(text)
  return {
    id,
    filename,
    bytes: bytes.byteLength,
    open: async () =>
      (async function* () {
        // In two pieces, as a store may give them.
        const half = Math.ceil(bytes.byteLength / 2)
        if (half > 0) yield bytes.subarray(0, half)
        if (half < bytes.byteLength) yield bytes.subarray(half)
      })(),
  }
}
