/**
 * What is sent with a read whose answer decides what is written: a server in front of another asks that one,
 * and does not answer from its copy.
 */
export const FRESH_HEADERS = { 'cache-control': 'no-cache' } as const
