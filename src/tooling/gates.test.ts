import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { importRules } from './import-rules.ts'

/** A gate that cannot turn red proves nothing: here each meets what it has to refuse. */

const ROOT = join(import.meta.dirname, '../..')
const bin = (name: string) => join(ROOT, 'node_modules/.bin', name)
let dir = ''

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}
const run = (name: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(bin(name), args, { cwd: dir, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

const importing = (specifier: string) =>
  `import type { X } from '${specifier}'\nexport type Y = X\n`

/** A file, what it holds, and the rule that has to name it. */
const RESTRICTED = 'no-restricted-imports'
const REFUSED: [path: string, text: string, rule: string][] = [
  ['src/contract/a1.ts', importing('zod'), RESTRICTED],
  ['src/contract/a2.ts', importing('hono'), RESTRICTED],
  ['src/contract/a3.ts', importing('node:fs'), RESTRICTED],
  ['src/contract/a4.ts', importing('#server/config.ts'), RESTRICTED],
  ['src/contract/a5.ts', importing('../server/config.ts'), RESTRICTED],
  ['src/contract/a6.ts', `export const load = () => import('react')\n`, RESTRICTED],
  ['src/contract/a7.ts', `export * from '@tanstack/react-query'\n`, RESTRICTED],
  ['src/console/api/b1.ts', importing('#server/config.ts'), RESTRICTED],
  ['src/console/api/b2.ts', importing('../ui/Button.tsx'), RESTRICTED],
  ['src/console/api/b3.ts', importing('openai'), RESTRICTED],
  ['src/console/ui/b4.ts', importing('#console/api/client.ts'), RESTRICTED],
  ['src/console/ui/b5.ts', importing('react-router'), RESTRICTED],
  ['src/console/ui/b6.ts', importing('@tanstack/react-query'), RESTRICTED],
  ['src/console/util/b7.ts', importing('#console/hooks/use-x.ts'), RESTRICTED],
  ['src/console/hooks/b8.ts', importing('#console/features/run/x.ts'), RESTRICTED],
  ['src/console/markdown/b9.ts', importing('../features/run/x.ts'), RESTRICTED],
  ['src/console/features/run/c1.ts', importing('../composer/x.ts'), RESTRICTED],
  ['src/console/features/run/c2.ts', importing('#console/features/composer/x.ts'), RESTRICTED],
  ['src/console/features/run/c3.ts', importing('#console/pages/X.tsx'), RESTRICTED],
  ['src/console/features/run/c4.ts', importing('../../api/client.ts'), RESTRICTED],
  ['src/console/pages/c5.ts', importing('#console/routes.tsx'), RESTRICTED],
  ['src/console/main.ts', importing('#testing/app.ts'), RESTRICTED],
  ['src/server/routes/d1.ts', importing('#console/paths.ts'), RESTRICTED],
  ['src/server/routes/d2.ts', importing('react'), RESTRICTED],
  ['src/server/routes/d3.ts', importing('../app.ts'), RESTRICTED],
  ['src/server/runs/d4.ts', importing('hono'), RESTRICTED],
  ['src/server/runs/d5.ts', importing('#server/http/refusal.ts'), RESTRICTED],
  ['src/server/models/d6.ts', importing('../runs/engine.ts'), RESTRICTED],
  ['src/server/store/d7.ts', importing('#server/models/registry.ts'), RESTRICTED],
  ['src/server/store/engines/sqlite/d8.ts', importing('#server/routes/page.ts'), RESTRICTED],
  ['src/server/files/d9.ts', importing('#server/gateway/upstream.ts'), RESTRICTED],
  ['src/server/d0.ts', importing('#testing/app.ts'), RESTRICTED],
  ['src/server/refusals/g1.ts', importing('../store/store.ts'), RESTRICTED],
  ['src/server/making/g2.ts', importing('../runs/engine.ts'), RESTRICTED],
  ['src/server/vector-stores/g3.ts', importing('../tools/tool.ts'), RESTRICTED],
  ['src/server/tools/g4.ts', importing('#server/runs/engine.ts'), RESTRICTED],
  ['src/server/samples/g5.ts', importing('../http/refusal.ts'), RESTRICTED],
  ['src/server/import/g6.ts', importing('../routes/page.ts'), RESTRICTED],
  ['src/server/cli/g7.ts', importing('../app.ts'), RESTRICTED],
  ['src/server/http/g8.ts', importing('../routes/page.ts'), RESTRICTED],
  ['src/server/openapi/g9.ts', importing('../audit/handlers.ts'), RESTRICTED],
  ['src/server/mirror/m1.ts', importing('../audit/handlers.ts'), RESTRICTED],
  ['src/server/queues/m2.ts', importing('../audit/handlers.ts'), RESTRICTED],
  ['src/server/gateway/g0.ts', importing('../audit/handlers.ts'), RESTRICTED],
  ['src/server/export/h1.ts', importing('../routes/page.ts'), RESTRICTED],
  ['src/server/search/h3.ts', importing('../store/store.ts'), RESTRICTED],
  ['src/server/audit/h2.ts', importing('../app.ts'), RESTRICTED],
  ['src/server/cli/i1.ts', importing('#server/store/engines/sqlite/backup.ts'), RESTRICTED],
  ['src/server/cli/i2.ts', importing('../store/engines/sqlite/backup.ts'), RESTRICTED],
  ['src/server/refusals/i3.ts', importing('node:sqlite'), RESTRICTED],
  ['src/server/store/i4.ts', importing('./engines/sqlite/sqlite-store.ts'), RESTRICTED],
  ['src/server/store/suite/i5.ts', importing('../engines/sqlite/sqlite-store.ts'), RESTRICTED],
  ['src/server/i6.ts', importing('./store/engines/sqlite/sqlite-store.ts'), RESTRICTED],
  ['src/server/store/open.ts', importing('#server/models/registry.ts'), RESTRICTED],
  ['src/server/store/h3.ts', importing('../cli/progress.ts'), RESTRICTED],
  ['src/server/runs/h4.ts', importing('#server/cli/progress.ts'), RESTRICTED],
  ['src/server/http/h5.ts', importing('../cli/progress.ts'), RESTRICTED],
  ['src/server/making/h6.ts', importing('../openapi/document.ts'), RESTRICTED],
  ['src/server/routes/h7.ts', importing('../openapi/document.ts'), RESTRICTED],
  ['src/server/cli/h8.ts', importing('#server/openapi/document.ts'), RESTRICTED],
  ['e2e/j1.e2e.ts', `import { test } from '@playwright/test'\ntest('x', () => {})\n`, RESTRICTED],
  ['e2e/j2.e2e.ts', importing('../../src/server/config.ts'), RESTRICTED],
  [
    'e2e/j3.e2e.ts',
    `import { test } from './fixtures.ts'\ntest.beforeAll(() => {})\n`,
    'no-restricted-properties',
  ],
  ['src/server/e1.ts', 'export default 1\n', 'no-default-export'],
  ['src/server/e2.ts', 'export const e2 = (x: any) => x as string\n', 'no-explicit-any'],
  ['src/server/e3.ts', 'export const e3 = () => { Promise.resolve(1) }\n', 'no-floating-promises'],
  [
    'src/server/e4.ts',
    `export const e4 = (x: 'a' | 'b') => { switch (x) { case 'a': return 1 } return 2 }\n`,
    'switch-exhaustiveness-check',
  ],
  ['src/server/e5.ts', `${'export {}\n'.repeat(401)}`, 'max-lines'],
  ['src/server/eSix.ts', 'export const six = 6\n', 'filename-case'],
  ['src/server/e7.ts', 'export const e7 = process.env\n', 'no-process-env'],
  ['src/server/e8.ts', 'console.log(1)\n', 'no-console'],
  [
    'src/server/f1.ts',
    `import { f2 } from './f2.ts'\nexport const f1 = (): unknown => f2\n`,
    'no-cycle',
  ],
  [
    'src/server/f2.ts',
    `import { f1 } from './f1.ts'\nexport const f2 = (): unknown => f1\n`,
    'no-cycle',
  ],
  [
    'src/console/features/run/Danger.tsx',
    `export const Danger = () => <p dangerouslySetInnerHTML={{ __html: 'x' }} />\n`,
    'no-danger',
  ],
  [
    'src/console/features/run/Hook.tsx',
    `import { useState } from 'react'\nexport const Hook = (p: { on: boolean }) => p.on && useState(1)\n`,
    'rules-of-hooks',
  ],
]

/** What has to pass: the rules must not refuse more than they mean. */
const ACCEPTED: [path: string, text: string][] = [
  ['src/contract/ok.ts', importing('zod/mini')],
  ['src/contract/ok2.ts', importing('eventsource-parser')],
  ['src/contract/ok.test.ts', importing('#testing/recorded.ts')],
  ['src/console/api/ok.ts', importing('#contract/run.ts')],
  ['src/console/ui/ok.ts', importing('#console/util/time.ts')],
  ['src/console/features/run/ok.ts', importing('#console/api/client.ts')],
  ['src/console/features/run/parts/ok.ts', importing('#console/ui/Button.tsx')],
  ['src/console/pages/Ok.tsx', 'export default function Ok() { return null }\n'],
  ['src/server/routes/ok.ts', importing('#server/http/refusal.ts')],
  ['src/server/audit/ok.ts', importing('#server/store/store.ts')],
  ['src/server/runs/ok.ts', importing('../models/model.ts')],
  ['src/server/store/engines/sqlite/ok.ts', importing('#server/store/store.ts')],
  ['src/server/store/engines/sqlite/ok2.ts', importing('node:sqlite')],
  ['src/server/cli/ok.test.ts', importing('#server/store/engines/sqlite/database.ts')],
  ['e2e/ok.e2e.ts', `import { chromium } from '@playwright/test'\nexport const c = chromium\n`],
  ['e2e/ok2.e2e.ts', `import { test } from './fixtures.ts'\ntest('x', () => {})\n`],
  ['src/server/config.ts', 'export const env = process.env\n'],
]

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'clew-gates-'))
  for (const path of ['package.json', 'oxlint.config.ts', '.oxfmtrc.json', 'tsconfig.base.json']) {
    cpSync(join(ROOT, path), join(dir, path))
  }
  cpSync(join(ROOT, 'src/tooling/import-rules.ts'), join(dir, 'src/tooling/import-rules.ts'))
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'dir')
  const compilerOptions = {
    jsx: 'react-jsx',
    rootDir: '.',
    types: ['node'],
    lib: ['ES2024', 'DOM'],
  }
  write(
    'tsconfig.json',
    JSON.stringify({ extends: './tsconfig.base.json', compilerOptions, include: ['src'] }),
  )
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Diagnostic {
  code: string
  filename: string
}
const lint = () => {
  const { output } = run('oxlint', '--type-aware', '--deny-warnings', '--format=json')
  const { diagnostics } = JSON.parse(output) as { diagnostics: Diagnostic[] }
  return diagnostics.map(({ filename, code }) => `${filename} ${/\(([\w-]+)\)/.exec(code)?.[1]}`)
}

test('lint refuses each thing it is there for, and only that', () => {
  for (const [path, text] of [...REFUSED, ...ACCEPTED]) write(path, text)
  const found = new Set(lint())
  expect(
    REFUSED.map(([path, , rule]) => `${path} ${rule}`).filter((each) => !found.has(each)),
  ).toEqual([])
  const accepted = new Set(ACCEPTED.map(([path]) => path))
  expect([...found].filter((each) => accepted.has(each.split(' ')[0] ?? ''))).toEqual([])
}, 30_000)

test('each rule of imports is among them', () => {
  const refused = REFUSED.filter(([, , rule]) => rule === RESTRICTED).map(([path]) => path)
  const rooms = importRules.flatMap(({ files }) => files).map((glob) => glob.replace('**', ''))
  expect(rooms.filter((room) => !refused.some((path) => path.startsWith(room)))).toEqual([])
})

test('types, format and tests that fail turn their gates red', () => {
  write('tsconfig.json', '{ "extends": "./tsconfig.base.json", "include": ["red"] }')
  write('red/wrong.ts', `export const wrong: number = 'one'\n`)
  const types = run('tsc', '-b')
  expect(types.status).not.toBe(0)
  expect(types.output).toContain('TS2322')

  write('format/one.ts', `export const one = 'one'\n`)
  expect(run('oxfmt', '--check', 'format').status).toBe(0)
  write('format/two.ts', `export const two = "double" ;`)
  expect(run('oxfmt', '--check', 'format').status).not.toBe(0)

  write(
    'red/red.test.ts',
    `import { expect, test } from 'vitest'\ntest('red', () => expect(1).toBe(2))\n`,
  )
  write('vitest.config.ts', 'export default {}\n')
  const tests = run('vitest', 'run', '--root', dir)
  expect(tests.status).not.toBe(0)
  expect(tests.output).toContain('1 failed')
}, 60_000)

test('dead code is found: files, exports, dependencies', () => {
  write(
    'knip/package.json',
    `{ "name": "x", "main": "main.ts", "dependencies": { "left-pad": "1" } }`,
  )
  write('knip/main.ts', `import { used } from './lib.ts'\nused()\n`)
  write('knip/lib.ts', 'export const used = () => 1\nexport const unused = () => 2\n')
  write('knip/lost.ts', 'export const lost = 1\n')
  const { status, output } = run('knip', '--directory', join(dir, 'knip'))
  expect(status).not.toBe(0)
  for (const name of ['lost.ts', 'unused', 'left-pad']) expect(output).toContain(name)
}, 60_000)
