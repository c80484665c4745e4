import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Builds what is missing in `dist` or older than its sources, for scripts that look at the built product. */
export const ensureBuilt = (): void => {
  const script = join(import.meta.dirname, 'build.mjs')
  execFileSync(process.execPath, [script, '--if-stale'], { stdio: 'inherit' })
}
