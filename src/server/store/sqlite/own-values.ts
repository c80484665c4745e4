import type { SettingStore } from '../settings.ts'
import type { Context } from './context.ts'

export const settings = ({ db, writeUnseen }: Context): SettingStore => ({
  getSetting: async (key) =>
    db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)?.value,

  setSetting: (key, value) =>
    writeUnseen(() => {
      db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, value)
    }),
})
