import * as z from 'zod/mini'

/** What an interpreter's process is started with: its only argument, as JSON. */
export interface Start {
  pyodide: string
  wheels: string | undefined
  /** Folder of this machine's time zones. */
  zones: string | undefined
  /** In MB. */
  memory: number
  files: number
}

/** What it is told. A file's bytes follow it in pieces. */
export type ToPython =
  | { type: 'file'; name: string; bytes: number }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'execute'; code: string; limits: ExecutionLimits }

export interface ExecutionLimits {
  /** Milliseconds after which Python is interrupted. */
  timeLimit: number
  logs: number
  images: number
  imageBytes: number
  madeFiles: number
  madeBytes: number
}

const bytes = z.instanceof(Uint8Array)

/**
 * What it answers. Code in there may have taken the process over, so nothing is believed: these
 * shapes are all that it can say.
 */
export const FromPython = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('logs'), logs: z.string() }),
  z.object({
    type: z.literal('image'),
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/svg+xml']),
    bytes,
  }),
  // Its bytes follow, in pieces.
  z.object({ type: z.literal('file'), path: z.string().check(z.maxLength(4096)) }),
  z.object({ type: z.literal('bytes'), bytes }),
  z.object({ type: z.literal('done'), interrupted: z.boolean() }),
  // Python itself has ended or broken: the process is of no more use.
  z.object({ type: z.literal('ended'), reason: z.string().check(z.maxLength(500)) }),
])
export type FromPython = z.infer<typeof FromPython>
