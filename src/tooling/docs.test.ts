import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** What GitHub makes of a heading to link to. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
const anchorsIn = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

test('every link of the documents leads to what is there', () => {
  const links = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
      ([, path = '', anchor]) => ({ page, path, anchor }),
    ),
  )
  expect(links.length).toBeGreaterThan(40)
  const lost = links.filter(({ page, path, anchor }) => {
    const target = path === '' ? page : join(dirname(page), path)
    if (!existsSync(join(ROOT, target))) return true
    return anchor !== undefined && !anchorsIn(textOf(target)).includes(anchor)
  })
  expect(lost).toEqual([])
})

test('the README leads to all that an operator and a contributor ask for', () => {
  const readme = textOf('README.md')
  for (const path of ['docs/deployment.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
    expect(readme).toContain(`](${path})`)
  }
  const headings = anchorsIn(textOf('docs/deployment.md')).join(' ')
  for (const told of [
    'systemd',
    'container',
    'tls',
    'proxy',
    'backup',
    'restore',
    'upgrade',
    'removal',
  ])
    expect(headings).toContain(told)
})

test('the README tells what surprised newcomers', () => {
  const readme = textOf('README.md').replaceAll(/\s+/g, ' ')
  // Two steps take the samples away; `npm test` takes its time; only root gets a browser's libraries.
  expect(readme).toMatch(/sample threads, which Remove and its confirmation take away/)
  expect(readme).toMatch(/passes every test, in a browser too, in less than \w+ minutes/)
  expect(readme).toMatch(
    /installed only for root, others run `npx playwright install-deps chromium`/,
  )
  expect(readme).toMatch(/Any user of this machine can read and change everything/)
  expect(readme).toMatch(/npm run clew -- export --out/)
  expect(readme).toMatch(/runs on Linux and macOS/)
})

test('each script of npm that a document names is there', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  const named = PAGES.flatMap((page) =>
    [
      ...textOf(page).matchAll(/\bnpm (?:run (?:-s |--silent )?([a-z][\w:-]*)|start\b|test\b)/g),
    ].map(([call, name = call.slice('npm '.length)]) => ({ page, name })),
  )
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter(({ name }) => !(name in scripts))).toEqual([])
})

test('the browsers that the README names are those that older ones are told of', () => {
  const told = /It needs ([^']+), or later\./.exec(textOf('public/old-browser.js'))?.[1]
  const readme = textOf('README.md').replaceAll(/\s+/g, ' ')
  expect(told).toMatch(/Chrome or Edge \d+, Firefox \d+, Safari \d+/)
  expect(readme).toContain(`The console needs ${told} or later`)
})

test('the pages for contributors and for who finds a hole say what to do', () => {
  const contributing = textOf('CONTRIBUTING.md')
  expect(contributing).toMatch(/npm test/)
  expect(contributing).toMatch(/docs\/architecture\.md/)
  expect(textOf('SECURITY.md')).toMatch(/report/i)
  expect(textOf('CHANGELOG.md')).toMatch(/^## /m)
})

test('what is dropped of an answer is told', () => {
  expect(textOf('docs/runs.md')).toMatch(/^- Text after a call in the same answer is dropped\b/m)
})

test('without a browser the gates end with advice, and no stack', () => {
  const env = { PATH: '/nowhere', CLEW_CHROMIUM: join(tmpdir(), 'no-such-browser') }
  const script = join(import.meta.dirname, 'check.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    env,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^No Chromium found\. Install one, or name it in CLEW_CHROMIUM[^\n]*\n$/)
})

test('the scripts of .ci need nothing that macOS lacks', () => {
  for (const name of readdirSync(join(ROOT, '.ci'))) {
    const script = textOf(join('.ci', name))
    // Comments may name what is not used.
    const code = script.replaceAll(/^\s*#.*$/gm, '')
    // The date of BSD knows no nanoseconds; bash is 3.2; readlink -f, sed -i and grep -P are of GNU.
    const foreign = [
      /\bdate\b[^\n]*%[0-9]*N/,
      /\b(mapfile|readarray|declare -A|local -n|coproc|wait -n)\b/,
      /\$\{[^}]*(\^\^|,,|@[QPAEKa])\}/,
      /\|&|&>>|\bEPOCHREALTIME\b/,
      /\breadlink -f\b|\bsed -i\b|\bgrep -[a-zA-Z]*P\b|\bxargs -r\b|\bstat -c\b|\bmktemp --/,
      // An empty array is unset in bash 3.2: `set -u` ends there without the + form.
      /(?<!\+)"\$\{\w+\[@\]\}"/,
    ]
    expect([name, foreign.filter((each) => each.test(code)).map(String)]).toEqual([name, []])
    expect(spawnSync('bash', ['-n', join(ROOT, '.ci', name)]).status).toBe(0)
  }
})
