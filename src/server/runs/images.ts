import type { ContentPart } from '#contract/message.ts'

import type { FileBytes } from '../files/file-bytes.ts'
import { pictureKind } from '../files/picture-kind.ts'
import type { ModelPart } from '../models/model.ts'

/** What one model call may be given of images in files, newest first: how many, and bytes in all. */
const MAX_IMAGES = 20
const MAX_BYTES = 32 * 1024 * 1024

type ImagePart = Extract<ContentPart, { type: 'image_file' | 'image_url' }>

/** Makes images of one request into model parts. Asked from the newest on, so that those are kept. */
export const createImageReader = (bytes: FileBytes) => {
  let images = MAX_IMAGES
  let left = MAX_BYTES
  return async (part: ImagePart): Promise<ModelPart> => {
    const detail = (part.type === 'image_file' ? part.image_file : part.image_url).detail ?? 'auto'
    if (part.type === 'image_url') {
      const data = URL.parse(part.image_url.url)
      return data ? { type: 'image', data, detail } : note('an image without a valid address')
    }
    const id = part.image_file.file_id
    const data = images > 0 ? await readUpTo(left, await bytes.read(id)) : 'too large'
    if (data === undefined) return note(`an image that is no longer kept: ${id}`)
    if (data === 'too large') return note(`an image left out for its size: ${id}`)
    images -= 1
    left -= data.length
    const media_type = pictureKind(data)?.mediaType
    return { type: 'image', data, detail, ...(media_type !== undefined && { media_type }) }
  }
}

const note = (text: string): ModelPart => ({ type: 'text', text: `[${text}]` })

const readUpTo = async (limit: number, stream: ReadableStream<Uint8Array> | undefined) => {
  if (!stream) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > limit) return 'too large'
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
