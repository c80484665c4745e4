import { extname } from 'node:path'

import type { FileObject } from '#contract/file.ts'

/** The only types a browser may show in place: pictures made of pixels, which cannot hold script. */
const RASTER: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
}

/**
 * A file's bytes as a response that is safe to open: its name chooses a picture's type or none at
 * all, and whatever is not a picture is saved, never shown.
 */
export const download = (file: FileObject, stream: ReadableStream<Uint8Array>): Response => {
  const type = RASTER[extname(file.filename).toLowerCase()]
  return new Response(stream, {
    headers: {
      'content-type': type ?? 'application/octet-stream',
      'content-disposition': disposition(type ? 'inline' : 'attachment', file.filename),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
      ...(file.bytes !== null && { 'content-length': String(file.bytes) }),
    },
  })
}

/** RFC 6266: an ASCII name for old clients, the real one beside it. */
const disposition = (kind: string, filename: string): string => {
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(filename.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
