/** The host of an absolute http(s) address; null for anything else. */
export function hostOf(address: string): string | null {
  const url = URL.parse(address)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url.host : null
}

/** Where a link leads in a few words: the host, or the address of a mailto. Null if it may not be followed. */
export function destinationOf(address: string): string | null {
  const host = hostOf(address)
  if (host !== null) return host
  const url = URL.parse(address)
  return url?.protocol === 'mailto:' ? decodeSafely(url.pathname) : null
}

const decodeSafely = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
