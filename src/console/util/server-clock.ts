/** Less than this is how long an answer takes, and the header's whole seconds. */
const LEAST_MS = 5000

let aheadMs = 0

/** Takes note of the time that the server told just now, in milliseconds since 1970. */
export const hearServerTime = (at: number): void => {
  const ahead = at - Date.now()
  aheadMs = Math.abs(ahead) > LEAST_MS ? ahead : 0
}

/** A time of this machine's clock, which may be wrong, by the server's; in milliseconds since 1970. */
export const toServerTime = (at: number): number => at + aheadMs

export const serverNow = (): number => toServerTime(Date.now())
