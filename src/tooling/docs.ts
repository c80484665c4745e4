// `npm run docs`: writes the pages that tests compare, by running those tests.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const PAGES = [
  'src/tooling/reference.test.ts',
  'src/server/routes/sdk-requests.test.ts',
  'src/server/routes/other-clients.test.ts',
]

const { status } = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--project', 'node', ...PAGES],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, CLEW_WRITE_DOCS: 'on' } },
)
process.exitCode = status ?? 1
