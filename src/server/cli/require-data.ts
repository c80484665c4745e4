import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { SettingError } from '#server/config.ts'
import { DATABASE } from '#server/data-folder.ts'
import { codeOf } from '#server/error-code.ts'

/**
 * Where a command reads what is there, nothing is made for it.
 * @throws {SettingError} the folder holds no database, or cannot be read
 */
export const requireData = async (dataDir: string): Promise<void> => {
  try {
    await stat(join(dataDir, DATABASE))
  } catch (error) {
    const isNothing = ['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)))
    if (isNothing) throw new SettingError(`there is no data in ${dataDir}.`)
    throw new SettingError(
      `cannot read ${dataDir}: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}
