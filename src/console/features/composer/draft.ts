import * as z from 'zod/mini'

import { ImageDetail } from '#contract/message.ts'

/** A file on its way to the server, or there. `sent` and `bytes` count bytes. */
const Upload = z.object({
  /** As it may be shown. */
  name: z.string(),
  bytes: z.number(),
  sent: z.number(),
  state: z.enum(['uploading', 'done', 'failed']),
  fileId: z.optional(z.string()),
  error: z.optional(z.string()),
})
export type Upload = z.infer<typeof Upload>

const TextPart = z.object({ key: z.string(), type: z.literal('text'), text: z.string() })
export type TextPart = z.infer<typeof TextPart>

const ImagePart = z.object({
  key: z.string(),
  type: z.literal('image'),
  detail: ImageDetail,
  /** Exactly one of the two. */
  url: z.optional(z.string()),
  upload: z.optional(Upload),
})
export type ImagePart = z.infer<typeof ImagePart>

export type DraftPart = TextPart | ImagePart

export const ATTACHMENT_TOOLS = ['file_search', 'code_interpreter'] as const
export type AttachmentToolName = (typeof ATTACHMENT_TOOLS)[number]

const AttachmentDraft = z.object({
  key: z.string(),
  upload: Upload,
  tools: z.array(z.enum(ATTACHMENT_TOOLS)),
})
export type AttachmentDraft = z.infer<typeof AttachmentDraft>

/** What goes with a message. */
const content = {
  role: z.enum(['user', 'assistant']),
  parts: z.array(z.discriminatedUnion('type', [TextPart, ImagePart])),
  attachments: z.array(AttachmentDraft),
  metadata: z.array(z.object({ key: z.string(), value: z.string() })),
}
const DraftContent = z.object(content)
export type DraftContent = z.infer<typeof DraftContent>

/** A wish to send the draft, kept until it is known to be fulfilled. */
const Sending = z.object({
  /** Goes with every try. */
  key: z.string(),
  /** The draft that it is of. */
  draftId: z.optional(z.string()),
  /** Of what was sent: another text is another wish. */
  of: z.string(),
  /** What was known of the thread before the first try. */
  known: z.object({
    message: z.optional(z.nullable(z.string())),
    run: z.optional(z.nullable(z.string())),
    /** Of a message that makes its thread. */
    threads: z.optional(z.array(z.string())),
  }),
  /** What to look for where the answer did not come; the draft may have changed since. */
  sent: z.optional(
    z.object({
      ...content,
      assistantId: z.optional(z.string()),
      /** Metadata of the thread that it was to make. */
      thread: z.optional(z.record(z.string(), z.string())),
    }),
  ),
})
export type Sending = z.infer<typeof Sending>

/** A message being written. It lives in the browser until it is sent. */
export const Draft = z.object({
  ...content,
  /**
   * The same in all tabs from the first word to the send: what two of them send of it at once is sent
   * once. What is written afterwards has another.
   */
  id: z.optional(z.string()),
  sending: z.optional(Sending),
  /** Has left the box to be sent: on its way, or not sent while the next message was written. */
  out: z.optional(DraftContent),
  /** Was in the box while one that was not sent came back to be edited. */
  aside: z.optional(DraftContent),
  /** Names of files that went with the page that read them, before they were uploaded. */
  lost: z.optional(z.array(z.string())),
})
export type Draft = z.infer<typeof Draft>

export const emptyDraft = (): Draft => ({
  role: 'user',
  parts: [{ key: 'text', type: 'text', text: '' }],
  attachments: [],
  metadata: [],
})

/** Whether there is something of a message. */
export const isWritten = ({ parts, attachments, metadata }: DraftContent): boolean =>
  attachments.length > 0 ||
  metadata.length > 0 ||
  parts.some((part) => part.type === 'image' || part.text !== '')

/** Whether nothing would be lost by forgetting it. */
export const isPristine = (draft: Draft): boolean =>
  draft.role === 'user' && !isWritten(draft) && !draft.out && !draft.aside && !draft.lost?.length

export const setText = (draft: Draft, key: string, text: string): Draft => ({
  ...draft,
  parts: draft.parts.map((part) =>
    part.key === key && part.type === 'text' ? { ...part, text } : part,
  ),
})

export const addPart = (draft: Draft, part: DraftPart): Draft => ({
  ...draft,
  parts: [...draft.parts, part],
})

export const changeImage = (
  draft: Draft,
  key: string,
  change: Partial<Pick<ImagePart, 'detail' | 'upload'>>,
): Draft => ({
  ...draft,
  parts: draft.parts.map((part) =>
    part.key === key && part.type === 'image' ? { ...part, ...change } : part,
  ),
})

/** Removes a part; one text part always stays, so that there is somewhere to write. */
export const removePart = (draft: Draft, key: string): Draft => {
  const parts = draft.parts.filter((part) => part.key !== key)
  const hasText = parts.some((part) => part.type === 'text')
  return { ...draft, parts: hasText ? parts : [...emptyDraft().parts, ...parts] }
}

/** What is left once `sent` has reached the server: what was added since, and a text that was rewritten. */
export const withoutSent = (draft: Draft, sent: DraftContent): Draft => {
  const { sending: _, id: __, ...now } = draft
  const was = new Map([...sent.parts, ...sent.attachments].map((each) => [each.key, each]))
  const parts = now.parts.flatMap((part): DraftPart[] => {
    const before = was.get(part.key)
    if (!before) return [part]
    if (part.type !== 'text' || !('text' in before)) return []
    const text = addedTo(before.text, part.text)
    return text === '' ? [] : [{ ...part, text }]
  })
  const hasText = parts.some(({ type }) => type === 'text')
  const isSameMetadata = JSON.stringify(now.metadata) === JSON.stringify(sent.metadata)
  return {
    ...now,
    parts: hasText ? parts : [...emptyDraft().parts, ...parts],
    attachments: now.attachments.filter(({ key }) => !was.has(key)),
    metadata: isSameMetadata ? [] : now.metadata,
  }
}

const addedTo = (before: string, now: string): string => {
  if (now.startsWith(before)) return now.slice(before.length).trimStart()
  return now.endsWith(before) ? now.slice(0, now.length - before.length).trimEnd() : now
}

/** Moves a part one place up (-1) or down (1); at the edge it stays. */
export const movePart = (draft: Draft, key: string, by: -1 | 1): Draft => {
  const from = draft.parts.findIndex((part) => part.key === key)
  const moved = draft.parts[from]
  const to = from + by
  if (!moved || to < 0 || to >= draft.parts.length) return draft
  const parts = draft.parts.filter((part) => part.key !== key)
  parts.splice(to, 0, moved)
  return { ...draft, parts }
}

export const addAttachment = (draft: Draft, attachment: AttachmentDraft): Draft => ({
  ...draft,
  attachments: [...draft.attachments, attachment],
})

export const changeAttachment = (
  draft: Draft,
  key: string,
  change: Partial<Omit<AttachmentDraft, 'key'>>,
): Draft => ({
  ...draft,
  attachments: draft.attachments.map((attachment) =>
    attachment.key === key ? { ...attachment, ...change } : attachment,
  ),
})

export const removeAttachment = (draft: Draft, key: string): Draft => ({
  ...draft,
  attachments: draft.attachments.filter((attachment) => attachment.key !== key),
})

export const toggleTool = (draft: Draft, key: string, tool: AttachmentToolName): Draft => ({
  ...draft,
  attachments: draft.attachments.map((attachment) => {
    if (attachment.key !== key) return attachment
    const tools = attachment.tools.includes(tool)
      ? attachment.tools.filter((one) => one !== tool)
      : ATTACHMENT_TOOLS.filter((one) => one === tool || attachment.tools.includes(one))
    return { ...attachment, tools }
  }),
})

/** Where an upload's progress goes, whichever part of the draft it belongs to. */
export const setUpload = (draft: Draft, key: string, upload: Upload): Draft =>
  changeAttachment(changeImage(draft, key, { upload }), key, { upload })

/** Every upload of the draft, by the key of its part or attachment. */
export const uploadEntries = (draft: DraftContent): [key: string, upload: Upload][] => [
  ...draft.attachments.map(({ key, upload }): [string, Upload] => [key, upload]),
  ...draft.parts.flatMap((part): [string, Upload][] =>
    part.type === 'image' && part.upload ? [[part.key, part.upload]] : [],
  ),
]

/** Takes out a file that cannot be uploaded any more, and keeps its name to be told. */
export const loseUpload = (draft: Draft, key: string): Draft => {
  const [, upload] = uploadEntries(draft).find(([each]) => each === key) ?? []
  if (!upload || upload.state === 'done') return draft
  const rest = removeAttachment(removePart(draft, key), key)
  return { ...rest, lost: [...new Set([...(draft.lost ?? []), upload.name])] }
}

/** Tells no longer that a file was lost: all of them, or the one that was added again. */
export const forgetLost = (draft: Draft, name?: string): Draft => {
  const lost = name === undefined ? [] : (draft.lost ?? []).filter((each) => each !== name)
  const { lost: _, ...rest } = draft
  return lost.length > 0 ? { ...rest, lost } : rest
}

/** Every upload of the draft. */
export const uploadsOf = (draft: DraftContent): Upload[] =>
  uploadEntries(draft).map(([, upload]) => upload)

/** What is written in it, text after text. */
export const textOf = (draft: DraftContent): string =>
  draft.parts.flatMap((part) => (part.type === 'text' && part.text ? part.text : [])).join('\n\n')
