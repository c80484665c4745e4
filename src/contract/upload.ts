import * as z from 'zod/mini'

import { FileExpiration, FileObject } from './file.ts'
import { UnixSeconds, nullable, openEnum } from './primitives.ts'

/** The largest file that can be put together of parts, and the largest part, in bytes. */
export const MAX_UPLOAD_BYTES = 8 * 1024 ** 3
export const MAX_PART_BYTES = 64 * 1024 ** 2

export const Upload = z.object({
  id: z.string(),
  object: z.literal('upload'),
  created_at: UnixSeconds,
  filename: z.string(),
  bytes: z.int(),
  purpose: z.string(),
  status: openEnum('pending', 'completed', 'cancelled', 'expired'),
  expires_at: UnixSeconds,
  file: nullable(FileObject),
})
export type Upload = z.infer<typeof Upload>

export const UploadPart = z.object({
  id: z.string(),
  object: z.literal('upload.part'),
  created_at: UnixSeconds,
  upload_id: z.string(),
})
export type UploadPart = z.infer<typeof UploadPart>

export const CreateUploadRequest = z.strictObject({
  filename: z.string(),
  purpose: z.enum(['assistants', 'batch', 'fine-tune', 'vision']),
  bytes: z.int(),
  mime_type: z.string(),
  expires_after: z.optional(FileExpiration),
})
export type CreateUploadRequest = z.infer<typeof CreateUploadRequest>

export const CompleteUploadRequest = z.strictObject({
  part_ids: z.array(z.string()),
  md5: z.optional(z.nullable(z.string())),
})
export type CompleteUploadRequest = z.infer<typeof CompleteUploadRequest>
