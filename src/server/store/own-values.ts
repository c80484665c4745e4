export interface SettingStore {
  /** Small values of the server's own, e.g. that samples were offered. */
  getSetting(key: string): Promise<string | undefined>
  setSetting(key: string, value: string): Promise<void>
}
