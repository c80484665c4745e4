/** Runs Python where it can do no harm. One interpreter for each key, kept between executions. */
export interface Sandbox {
  /**
   * Runs `code` in the key's interpreter, which is started when there is none. Executions of a key
   * take turns. Never rejects for what the code does: that is told as logs.
   * @throws when the interpreter cannot be started, or the signal's reason
   */
  execute(request: ExecuteRequest, signal: AbortSignal): Promise<Execution>
  /** Ends a key's interpreter, if it has one, with its variables and files. */
  end(key: string): Promise<void>
  /** Ends every interpreter. */
  stop(): Promise<void>
}

export interface ExecuteRequest {
  /** Whose variables and files these are: a thread's id. */
  key: string
  code: string
  /** What has to be under `/mnt/data`; what is there already is not sent again. */
  files: SandboxFile[]
}

export interface SandboxFile {
  id: string
  /** As it is called below `/mnt/data`; made safe by the sandbox. */
  filename: string
  bytes: number
  open(): Promise<AsyncIterable<Uint8Array>>
}

export interface Execution {
  /** In the order in which they came. */
  outputs: SandboxOutput[]
  /** Files below `/mnt/data` that this execution made or changed. */
  files: MadeFile[]
}

export type SandboxOutput =
  | { type: 'logs'; logs: string }
  | { type: 'image'; bytes: Uint8Array; mediaType: 'image/png' | 'image/jpeg' | 'image/svg+xml' }

export interface MadeFile {
  /** Absolute: `/mnt/data/report.csv`. */
  path: string
  /** Its bytes as they came: put together, those of large files would hold everybody up. */
  pieces: readonly Uint8Array[]
}
