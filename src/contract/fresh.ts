/**
 * What is sent with a read whose answer decides what is written: a server in front of another asks that one,
 * and does not answer from its copy. A header of our own: browsers send those of caches by themselves.
 */
export const FRESH_HEADERS = { 'clew-fresh': '1' } as const
