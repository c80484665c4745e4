/** How the bytes of pictures begin that every browser shows and that hold no script. */
const SIGNATURES = [
  ['image/png', 'png', /^\x89PNG/],
  ['image/jpeg', 'jpg', /^\xff\xd8\xff/],
  ['image/gif', 'gif', /^GIF8/],
  ['image/webp', 'webp', /^RIFF....WEBP/s],
] as const

/** What picture bytes are, whatever they are called. */
export const pictureKind = (bytes: Uint8Array) => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  const [mediaType, extension] = SIGNATURES.find(([, , begin]) => begin.test(head)) ?? []
  return mediaType && extension ? { mediaType, extension } : undefined
}
