/** How often each of some keys was counted: whole numbers, none of them negative. */
export type Counts = Map<number, number>

const HIGH = 0x80

/** Counters as bytes, in the order of their keys: each as how far it is from the last, and its count. */
export const pack = (counts: Counts): Uint8Array => {
  const bytes: number[] = []
  const put = (value: number) => {
    let left = value
    // Division, as counts of tokens are longer than the 32 bits of shifts.
    for (; left >= HIGH; left = Math.floor(left / HIGH)) bytes.push((left % HIGH) + HIGH)
    bytes.push(left)
  }
  let last = 0
  for (const [key, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    put(key - last)
    put(count)
    last = key
  }
  return Uint8Array.from(bytes)
}

/** Tells each of the counters that were packed. */
export const eachPacked = (bytes: Uint8Array, tell: (key: number, count: number) => void): void => {
  let at = 0
  let key = 0
  const next = (): number => {
    let value = 0
    for (let unit = 1; ; unit *= HIGH) {
      const byte = bytes[at++] ?? 0
      if (byte < HIGH) return value + byte * unit
      value += (byte - HIGH) * unit
    }
  }
  while (at < bytes.length) {
    key += next()
    tell(key, next())
  }
}

export const unpack = (bytes: Uint8Array): Counts => {
  const counts: Counts = new Map()
  eachPacked(bytes, (key, count) => counts.set(key, count))
  return counts
}
