export interface OwnValueStore {
  /** Small values of the server's own, e.g. that samples were offered. */
  getOwnValue(key: string): Promise<string | undefined>
  setOwnValue(key: string, value: string): Promise<void>
}
