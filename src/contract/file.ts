import * as z from 'zod/mini'

import { UnixSeconds, filesPageQuery, openEnum, wireForm } from './primitives.ts'

/** Control characters, separators of lines and paragraphs, and what has no width or turns the direction. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
/** Two joiners are letters of a kind, between others: in Persian, in Hindi, in emoji. */
const JOINED = /[\u{200c}\u{200d}]/u
const NOT_ASCII = /[^\p{ASCII}\p{Cf}]/u

/** A file's name as it may be shown and sent in a header: nothing in it that could hide what it is. */
export const shownName = (name: string): string =>
  name.replaceAll(UNSEEN, (character, at: number) => {
    const before = name.slice(Math.max(0, at - 2), at)
    const after = name.slice(at + 1, at + 3)
    const joins = JOINED.test(character) && NOT_ASCII.test(before) && NOT_ASCII.test(after)
    return joins ? character : ''
  })

const filename = z
  .pipe(
    z.string(),
    z.transform((name: string) => shownName(name)),
  )
  .register(wireForm, { type: 'string' })

/** Named so because `File` is the platform's. */
export const FileObject = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z._default(z.nullable(z.int()), null),
  created_at: UnixSeconds,
  expires_at: z.optional(z.nullable(UnixSeconds)),
  filename: z._default(filename, ''),
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

export const ListFilesQuery = z.object({ ...filesPageQuery, purpose: z.optional(z.string()) })
export type ListFilesQuery = z.infer<typeof ListFilesQuery>
