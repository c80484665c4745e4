type Dispatcher = NonNullable<RequestInit['dispatcher']>

/** Where Node keeps what sends its requests: https://undici.nodejs.org/#/docs/api/GlobalInstallation */
const NODES_OWN = Symbol.for('undici.globalDispatcher.1')

/**
 * Node's own sender of requests, without its limits: by itself it gives up an answer whose headers, or next
 * bytes, take 300 seconds. Node has it once a first fetch is made, and may have another one behind a proxy.
 */
const patient: Pick<Dispatcher, 'dispatch'> = {
  dispatch: (options, handler) => {
    const own = (globalThis as { [NODES_OWN]?: Dispatcher })[NODES_OWN] // a place of Node's own
    if (!own) throw new Error('This Node has no dispatcher of its own.')
    return own.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler)
  },
}

/** A fetch that waits as long as its signal does: whoever asks says how long an answer may take. */
export const patientFetch: typeof fetch = (input, init) =>
  // The cast: of a dispatcher, fetch uses this alone.
  fetch(input, { ...init, dispatcher: patient as Dispatcher })
