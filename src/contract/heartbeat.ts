/** Milliseconds between heartbeats: below the idle limits of the proxies in between. */
export const HEARTBEAT_MS = 15_000

/** A connection on which not one byte came for so long is dead. */
export const SILENCE_MS = 2 * HEARTBEAT_MS

/** A heartbeat that the browser's own reader tells of; it passes over comments without a word. */
export const PING = 'event: ping\ndata: {}\n\n'

/** A heartbeat: every reader ignores it, and a dead connection shows. */
export const HEARTBEAT = ': ping\n\n'
