import { extname } from 'node:path'

import { parse } from 'content-disposition'

import { type FileObject, shownName } from '#contract/file.ts'

import { SANDBOX } from './safe-headers.ts'

/** The only types a browser may show in place: pictures made of pixels, which cannot hold script. */
const RASTER: Record<string, string> = {
  '.png': 'image/png',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
}

/** What the name of a picture of this type ends in; undefined for what is none. */
export const pictureEnding = (type: string): string | undefined =>
  Object.keys(RASTER).find((ending) => RASTER[ending] === type)

/**
 * A file's bytes as a response that is safe to open: its name chooses a picture's type or none at
 * all, and whatever is not a picture is saved, never shown.
 */
export const download = (file: FileObject, stream: ReadableStream<Uint8Array>): Response =>
  new Response(stream, {
    headers: {
      ...downloadHeaders(file.filename),
      ...(file.bytes !== null && { 'content-length': String(file.bytes) }),
    },
  })

/** The headers with which the bytes of a file go out, whoever has them. */
export const downloadHeaders = (filename: string): Record<string, string> => {
  const type = RASTER[extname(filename).toLowerCase()]
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': disposition(type ? 'inline' : 'attachment', filename),
    'content-security-policy': SANDBOX,
    'cache-control': 'private, max-age=31536000, immutable',
  }
}

/**
 * RFC 6266: an ASCII name for old clients, the real one beside it. Always between quotation marks, by
 * which many clients look for it; `content-disposition` writes it without them.
 */
const disposition = (kind: string, filename: string): string => {
  const name = shownName(filename.toWellFormed())
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/** The name in such a header of another server's. */
export const nameIn = (header: string | null): string | undefined =>
  header === null ? undefined : parse(header).parameters['filename']
