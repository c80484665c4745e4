import type { Store } from '../store.ts'
import type { Context } from './context.ts'

export const settings = ({
  db,
  writeUnseen,
}: Context): Pick<Store, 'getSetting' | 'setSetting'> => ({
  getSetting: async (key) =>
    db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)?.value,

  setSetting: (key, value) =>
    writeUnseen(() => {
      db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, value)
    }),
})
