import type { FileObject } from '#contract/file.ts'
import { MAX_CODE_INTERPRETER_FILES } from '#contract/limits.ts'
import type { Run } from '#contract/run.ts'
import type { ToolResources } from '#contract/tool.ts'
import type { Services } from '#server/services.ts'

import { safeNames } from './safe-names.ts'
import type { SandboxFile } from './sandbox.ts'

export interface Mounted {
  file: FileObject
  /** Below `/mnt/data`. */
  name: string
}
export interface MountedFiles {
  mounted: Mounted[]
  /** Ids of files that were deleted, or have expired. */
  missing: string[]
}

/**
 * The files that a run's code may read: its assistant's, then its thread's, so that names of the former
 * stay the same whatever is attached later.
 */
export const mountedFiles = async (
  { store }: Pick<Services, 'store'>,
  run: Run,
): Promise<MountedFiles> => {
  const thread = await store.getThread(run.thread_id)
  const assistant =
    run.assistant_id === null ? undefined : await store.getAssistant(run.assistant_id)
  const ids = new Set([...idsIn(assistant?.tool_resources), ...idsIn(thread?.tool_resources)])
  const files: FileObject[] = []
  const missing: string[] = []
  for (const id of ids) {
    const file = await store.getFile(id)
    if (file) files.push(file)
    else missing.push(id)
  }
  const names = safeNames(files)
  return { mounted: files.map((file, at) => ({ file, name: names[at] ?? file.id })), missing }
}

/** Attachments may have added more to a thread. */
const idsIn = (resources: ToolResources | null | undefined): string[] =>
  resources?.code_interpreter?.file_ids?.slice(-MAX_CODE_INTERPRETER_FILES) ?? []

export const toSandboxFile = (
  { bytes }: Pick<Services, 'bytes'>,
  { file, name }: Mounted,
): SandboxFile => ({
  id: file.id,
  filename: name,
  bytes: file.bytes ?? 0,
  open: async () => {
    const stream = await bytes.read(file.id)
    if (!stream) throw new Error(`the bytes of ${file.id} are gone`)
    return stream
  },
})
