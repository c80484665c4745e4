const FENCE = /^[ \t]*(`{3,}|~{3,})([^`\n]*)$/

/** What a line holds that begins or ends code. */
interface FenceLine {
  fence: string
  /** The words behind it; a fence that ends code has none. */
  info: string
}

export function fenceIn(line: string): FenceLine | undefined {
  const [, fence, info = ''] = FENCE.exec(line) ?? []
  return fence === undefined ? undefined : { fence, info: info.trim() }
}

export const endsFence = ({ fence, info }: FenceLine, open: string): boolean =>
  info === '' && fence.startsWith(open)

/** The fence that is open behind a line, where `open` is before it. */
export function fenceAfter(open: string | undefined, line: string): string | undefined {
  const found = fenceIn(line)
  if (!found) return open
  if (open === undefined) return found.fence
  return endsFence(found, open) ? undefined : open
}
