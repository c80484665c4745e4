/**
 * A short text that differs where texts differ: FNV-1a in 32 bits, a hash of its kind in 32 more, and the
 * length. It keeps no secret.
 */
export const fingerprint = (text: string): string => {
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code ^ (low >>> 7), 0x85ebca6b)
  }
  const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0')
  return `${text.length}-${hex(high)}${hex(low)}`
}
