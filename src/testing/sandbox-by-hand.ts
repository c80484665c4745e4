import type { ExecuteRequest, Execution, Sandbox } from '#server/tools/code-interpreter/sandbox.ts'

export interface SandboxByHand extends Sandbox {
  /** What was asked of it, in order. */
  readonly requests: ExecuteRequest[]
  /** The keys whose interpreters were ended. */
  readonly ended: string[]
}

type Answer = (
  request: ExecuteRequest,
  signal: AbortSignal,
) => Partial<Execution> | Promise<Partial<Execution>>

/** A sandbox whose answers the test gives; it breaks off by itself. */
export const sandboxByHand = (answer: Answer): SandboxByHand => {
  const requests: ExecuteRequest[] = []
  const ended: string[] = []
  return {
    requests,
    ended,
    execute: async (request, signal) => {
      requests.push(request)
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
      const answered = await Promise.race([answer(request, signal), aborted])
      return { outputs: [], files: [], ...answered }
    },
    end: async (key) => void ended.push(key),
    stop: async () => {},
  }
}

export const logs = (text: string) => ({ type: 'logs' as const, logs: text })

/** The smallest picture there is. */
export const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
export const png = () => ({ type: 'image' as const, bytes: PNG, mediaType: 'image/png' as const })

export const madeFile = (path: string, text: string) => ({
  path,
  // As the bytes of a large file come: in several pieces, which are put together on the disk alone.
  pieces: Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte)),
})
