// `npm run docs`: writes the pages that tests compare, by running those tests.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const pages = globSync('src/**/*.test.ts', { cwd: ROOT }).filter((path) =>
  readFileSync(join(ROOT, path), 'utf8').includes('expectWritten('),
)

const { status } = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--project', 'node', ...pages],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, CLEW_WRITE_DOCS: 'on' } },
)
process.exitCode = status ?? 1
