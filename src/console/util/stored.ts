/** A number kept in this browser, within bounds. */
export const storedNumber = (
  key: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number => {
  const value = Number(readStored(key) ?? Number.NaN)
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback
}

export const storedFlag = (key: string, fallback: boolean): boolean => {
  const value = readStored(key)
  return value === null ? fallback : value === 'true'
}

/** Storage may be full or closed to us; what is kept there can be done without. */
export const store = (key: string, value: string | number | boolean): void => {
  try {
    localStorage.setItem(key, String(value))
  } catch {
    return
  }
}

/** A text kept in this browser; null where there is none, or storage is closed to us. */
const readStored = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
