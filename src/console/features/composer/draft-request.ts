import { metadataOf } from '#console/util/metadata.ts'
import type { ContentPartRequest, CreateMessageRequest } from '#contract/message.ts'

import type { AttachmentDraft, DraftContent, DraftPart } from './draft.ts'

const partRequest = (part: DraftPart): ContentPartRequest[] => {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }]
  if (part.url !== undefined) {
    return [{ type: 'image_url', image_url: { url: part.url, detail: part.detail } }]
  }
  const file = part.upload?.fileId
  return file === undefined
    ? []
    : [{ type: 'image_file', image_file: { file_id: file, detail: part.detail } }]
}

const attachmentRequest = ({ upload, tools }: AttachmentDraft) =>
  upload.fileId === undefined
    ? []
    : [{ file_id: upload.fileId, tools: tools.map((type) => ({ type })) }]

/** The request a draft stands for: a plain string where it is one text and nothing else. */
export const toMessageRequest = (draft: DraftContent): CreateMessageRequest => {
  const parts = draft.parts.flatMap(partRequest)
  const [only] = parts
  const attachments = draft.attachments.flatMap(attachmentRequest)
  return {
    role: draft.role,
    content: parts.length === 1 && only?.type === 'text' ? only.text : parts,
    ...(attachments.length > 0 && { attachments }),
    ...(draft.metadata.length > 0 && { metadata: metadataOf(draft.metadata) }),
  }
}
