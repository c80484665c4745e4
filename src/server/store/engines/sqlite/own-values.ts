import type { OwnValueStore } from '#server/store/own-values.ts'

import type { Context } from './context.ts'

export const ownValues = ({ db, writeUnseen }: Context): OwnValueStore => ({
  getOwnValue: async (key) =>
    db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)?.value,

  setOwnValue: (key, value) =>
    writeUnseen(() => {
      db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, value)
    }),
})
