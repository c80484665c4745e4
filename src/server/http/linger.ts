import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Timers } from '../timers.ts'

/** How often it looks how much has come, in milliseconds. */
const LOOK_MS = 250
/** So many looks in a row without a byte end it: ten seconds. */
const MAX_SILENT_LOOKS = 40
/** And so many in all: ten minutes, in which half a gigabyte arrives over a slow line. */
const MAX_LOOKS = 2400
const MAX_BYTES = 640 * 1024 * 1024

/**
 * An answer may be given before its request has arrived whole, as most refusals are. A connection that
 * closes then loses the answer: the client, which still writes, sees a broken pipe in its place. So what
 * is left of the body is read and thrown away, for a while, and only then the connection ends.
 */
export const lingerAfter = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  timers: Timers,
): void => {
  // Before "finish": there Node ends the connection of an answer that is the last on it.
  outgoing.once('prefinish', () => {
    if (!incoming.complete) discardRest(incoming, timers)
  })
}

const discardRest = (incoming: IncomingMessage, timers: Timers): void => {
  const { socket } = incoming
  const start = socket.bytesRead
  let seen = start
  let looks = 0
  let silent = 0
  let isLast = false
  // The half that carries the answer may close.
  socket.destroySoon = () => {
    isLast = true
    socket.end()
  }
  const look = () => {
    looks += 1
    silent = socket.bytesRead === seen ? silent + 1 : 0
    seen = socket.bytesRead
    if (silent < MAX_SILENT_LOOKS && looks < MAX_LOOKS && seen - start <= MAX_BYTES) {
      cancel = timers.after(LOOK_MS, look)
    } else {
      stop()
      socket.destroySoon()
    }
  }
  const stop = () => {
    cancel()
    // The socket's own is that of its class.
    Reflect.deleteProperty(socket, 'destroySoon')
  }
  let cancel = timers.after(LOOK_MS, look)
  incoming.once('end', () => {
    stop()
    if (isLast) socket.destroySoon()
  })
  incoming.once('close', stop)
  // Whoever began to read would hold it up where nobody reads on.
  incoming.removeAllListeners('data')
  incoming.resume()
}
