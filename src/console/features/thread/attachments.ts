import { shownName } from '#console/util/shown-name.ts'
import type { Attachment } from '#contract/message.ts'

/** What a file is called where it is drawn. @param name undefined where it is not known */
export const fileNameOf = (fileId: string | null, name: string | undefined): string =>
  shownName(name || fileId || 'Attachment')

/** Some servers list a file once for each of its tools. */
export function mergeAttachments(attachments: readonly Attachment[]): Attachment[] {
  const merged = new Map<string, Attachment>()
  for (const [at, attachment] of attachments.entries()) {
    const key = attachment.file_id ?? `none ${at}`
    const tools = [...(merged.get(key)?.tools ?? []), ...attachment.tools]
    const types = [...new Set(tools.map(({ type }) => type))]
    merged.set(key, { ...attachment, tools: types.map((type) => ({ type })) })
  }
  return [...merged.values()]
}
