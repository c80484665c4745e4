import * as z from 'zod/mini'

import { UnixSeconds, filesPageQuery, openEnum } from './primitives.ts'

/** Named so because `File` is the platform's. */
export const FileObject = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z._default(z.nullable(z.int()), null),
  created_at: UnixSeconds,
  expires_at: z.optional(z.nullable(UnixSeconds)),
  filename: z._default(z.string(), ''),
  purpose: openEnum(
    'assistants',
    'assistants_output',
    'batch',
    'batch_output',
    'fine-tune',
    'fine-tune-results',
    'vision',
    'user_data',
    'evals',
  ),
  status: z._default(openEnum('uploaded', 'processed', 'error'), 'processed'),
})
export type FileObject = z.infer<typeof FileObject>

export const FilePurpose = z.enum([
  'assistants',
  'batch',
  'fine-tune',
  'vision',
  'user_data',
  'evals',
])
export type FilePurpose = z.infer<typeof FilePurpose>

/** The largest upload, in bytes. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024

export const FileExpiration = z.strictObject({
  anchor: z.literal('created_at'),
  seconds: z.int().check(z.gte(3600), z.lte(2_592_000)),
})

/** The fields beside `file` in the multipart form of an upload. */
export const CreateFileFields = z.strictObject({
  purpose: FilePurpose,
  expires_after: z.optional(FileExpiration),
})
export type CreateFileFields = z.infer<typeof CreateFileFields>

export const ListFilesQuery = z.strictObject({ ...filesPageQuery, purpose: z.optional(z.string()) })
export type ListFilesQuery = z.infer<typeof ListFilesQuery>
