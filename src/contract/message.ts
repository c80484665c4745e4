import * as z from 'zod/mini'

import { charactersIn } from './characters.ts'
import { MAX_CONTENT_CHARACTERS, MAX_MESSAGE_CHARACTERS } from './limits.ts'
import {
  Metadata,
  MetadataRequest,
  UnixSeconds,
  nullable,
  openEnum,
  pageQuery,
  unknownObject,
  wireForm,
} from './primitives.ts'
import { AttachmentTool } from './tool.ts'

/** The most messages that one request brings: they are written at once, while nobody else is answered. */
export const MAX_MESSAGES_AT_ONCE = 2000

/** The most annotations of one text that are taken from elsewhere; answers have tens of them. */
export const MAX_ANNOTATIONS = 5000

/** The most messages that a thread takes from clients; the answers of runs come on top. */
export const MAX_THREAD_MESSAGES = 100_000

const span = {
  text: z._default(z.string(), ''),
  start_index: z._default(z.int(), 0),
  end_index: z._default(z.int(), 0),
}

/** What a marker in the text stands for. Offsets may be wrong: compare with `text` before use. */
export const Annotation = z.union([
  z.object({
    type: z.literal('file_citation'),
    ...span,
    file_citation: z.object({ file_id: z.string(), quote: z.optional(z.nullable(z.string())) }),
  }),
  z.object({ type: z.literal('file_path'), ...span, file_path: z.object({ file_id: z.string() }) }),
  z.object({
    type: z.literal('url_citation'),
    ...span,
    url_citation: z.object({ url: z.string(), title: z.optional(z.nullable(z.string())) }),
  }),
  unknownObject,
])
export type Annotation = z.infer<typeof Annotation>

export const ImageDetail = z.enum(['auto', 'low', 'high'])
export type ImageDetail = z.infer<typeof ImageDetail>

const detail = z.optional(z.nullable(ImageDetail))

export const TextPart = z.object({
  type: z.literal('text'),
  text: z.object({ value: z.string(), annotations: z._default(z.array(Annotation), []) }),
})
export type TextPart = z.infer<typeof TextPart>

/** One part of a message as read; a part of a type we do not know keeps its JSON. */
export const ContentPart = z.union([
  TextPart,
  z.object({
    type: z.literal('image_file'),
    image_file: z.object({ file_id: z.string(), detail }),
  }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string(), detail }) }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  unknownObject,
])
export type ContentPart = z.infer<typeof ContentPart>

export const Attachment = z.object({
  file_id: z._default(z.nullable(z.string()), null),
  tools: z._default(z.array(z.object({ type: z.string() })), []),
})
export type Attachment = z.infer<typeof Attachment>

export const Message = z.object({
  id: z.string(),
  object: z.literal('thread.message'),
  created_at: UnixSeconds,
  thread_id: z.string(),
  // Some servers leave out the four fields of its state.
  status: z._default(openEnum('in_progress', 'incomplete', 'completed'), 'completed'),
  incomplete_details: nullable(
    z.object({
      reason: openEnum(
        'content_filter',
        'max_tokens',
        'run_cancelled',
        'run_expired',
        'run_failed',
      ),
    }),
  ),
  completed_at: nullable(UnixSeconds),
  incomplete_at: nullable(UnixSeconds),
  role: openEnum('user', 'assistant'),
  content: z.array(ContentPart),
  assistant_id: nullable(z.string()),
  run_id: nullable(z.string()),
  attachments: z._default(z.nullable(z.array(Attachment)), []),
  metadata: Metadata,
})
export type Message = z.infer<typeof Message>
export type IncompleteReason = NonNullable<Message['incomplete_details']>['reason']

const detailRequest = z.optional(ImageDetail)
const text = z.string().check(z.minLength(1), z.maxLength(MAX_MESSAGE_CHARACTERS))

/** An address on the web, or the image itself: what a model can be given. */
const IMAGE_URL = /^\s*(?:https?:\/\/[^\s/?#]|data:image\/[\w.+-]+;base64,[\w+/])/i

const imageUrl = z
  .string()
  .check((context) => {
    if (IMAGE_URL.test(context.value)) return
    // The value may be a megabyte: the refusal tells the place alone.
    context.issues.push({ code: 'custom', input: '', params: { expected: 'a valid URL' } })
  })
  .register(wireForm, { format: 'uri' })

/** One part of a message as a request gives it: text is a bare string here. */
export const ContentPartRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text }),
  z.strictObject({
    type: z.literal('image_file'),
    image_file: z.strictObject({ file_id: z.string(), detail: detailRequest }),
  }),
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({ url: imageUrl, detail: detailRequest }),
  }),
])
export type ContentPartRequest = z.infer<typeof ContentPartRequest>

const contentParts = z.array(ContentPartRequest).check(z.minLength(1), (context) => {
  const texts = context.value.map((part) => (part.type === 'text' ? charactersIn(part.text) : 0))
  const characters = texts.reduce((sum, each) => sum + each, 0)
  if (characters <= MAX_CONTENT_CHARACTERS) return
  const total = { maximum: MAX_CONTENT_CHARACTERS, characters }
  context.issues.push({ code: 'custom', input: context.value, params: { total } })
})

export const AttachmentRequest = z.strictObject({
  file_id: z.string(),
  tools: z.array(AttachmentTool),
})
export type AttachmentRequest = z.infer<typeof AttachmentRequest>

export const CreateMessageRequest = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([text, contentParts]),
  attachments: z.optional(z.nullable(z.array(AttachmentRequest))),
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type CreateMessageRequest = z.infer<typeof CreateMessageRequest>

/** The messages that come with a thread or a run. */
export const messagesRequest = z
  .array(CreateMessageRequest)
  .check(z.maxLength(MAX_MESSAGES_AT_ONCE))

export const ModifyMessageRequest = z.strictObject({
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type ModifyMessageRequest = z.infer<typeof ModifyMessageRequest>

export const ListMessagesQuery = z.object({ ...pageQuery, run_id: z.optional(z.string()) })
export type ListMessagesQuery = z.infer<typeof ListMessagesQuery>
