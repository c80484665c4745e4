import { readFileSync } from 'node:fs'

/** Which imports a group of files may not make, and what to say of each. */
interface ImportRule {
  files: string[]
  not: { regex: string; message: string }[]
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
const packageJson = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>
const libraries = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies })

/** Every installed library but these; the engine's patterns know no look-ahead. */
const librariesBut = (...allowed: string[]) =>
  `^(${libraries
    .filter((name) => !allowed.includes(name))
    .map(escape)
    .join('|')})(/.*)?$`

export const farUp = {
  regex: String.raw`^\.\./\.\./`,
  message: 'Two folders up: write #room/… instead.',
}
const testing = { regex: '^#testing/', message: 'Only tests, e2e and bench import #testing.' }

/** A folder of a room, reached by its `#` name or from a neighbour folder. */
const folders = (room: string, names: string[], message: string) => ({
  regex: `^(#${room}|\\.\\.)/(${names.map(escape).join('|')})(/|$)`,
  message,
})

const notServer = {
  regex: '^(#server/|node:|hono($|/)|@hono/|pino$|openai($|/))',
  message: 'The console runs in a browser and speaks to the server over the wire only.',
}
const notConsole = {
  regex: '^(#console/|react($|-|/)|@tanstack/|lucide-react|clsx$)',
  message: 'The server does not know the console.',
}
const up = 'Imports go down only: this folder stands higher.'
/** The rooms from low to high: `room/folder` may not import what stands after it in its row. */
const consoleRules: ImportRule[] = [
  { in: 'util', not: ['ui', 'hooks', 'api', 'markdown', 'features', 'pages', 'routes.tsx'] },
  { in: 'hooks', not: ['markdown', 'features', 'pages', 'routes.tsx'] },
  { in: 'api', not: ['ui', 'markdown', 'features', 'pages', 'routes.tsx'] },
  { in: 'markdown', not: ['features', 'pages', 'routes.tsx'] },
].map((row) => ({
  files: [`src/console/${row.in}/**`],
  not: [farUp, testing, notServer, folders('console', row.not, up)],
}))

const uiRule: ImportRule = {
  files: ['src/console/ui/**'],
  not: [
    farUp,
    testing,
    notServer,
    folders('console', ['api', 'markdown', 'features', 'pages', 'routes.tsx'], up),
    {
      regex: '^(react-router|@tanstack/react-query)',
      message: 'Blocks know no router, query or API.',
    },
  ],
}

/** What starts the server: nothing is above it. */
const PROCESS = ['app.ts', 'start.ts', 'main.ts']
/** What knows HTTP, from low to high. */
const HTTP = ['http', 'routes', 'gateway', 'audit', ...PROCESS]
/** What runs threads, from low to high. */
const WORK = ['making', 'models', 'vector-stores', 'tools', 'runs', 'samples', 'import', 'export']

const notHono = { regex: '^(hono($|/)|@hono/)', message: 'Nothing below the routes knows HTTP.' }
const above = (room: string) => WORK.slice(WORK.indexOf(room) + 1)

/** The server's rooms, and what stands above each or beside it. */
const serverRules: ImportRule[] = [
  { in: 'refusals', not: ['store', 'files', ...WORK, ...HTTP] },
  { in: 'store', not: ['files', ...WORK, ...HTTP] },
  { in: 'files', not: [...WORK, ...HTTP] },
  { in: 'making', not: ['files', ...above('making'), ...HTTP] },
  { in: 'models', not: ['making', ...above('models'), ...HTTP] },
  { in: 'vector-stores', not: ['making', ...above('vector-stores'), ...HTTP] },
  { in: 'tools', not: ['making', ...above('tools'), ...HTTP] },
  { in: 'runs', not: [...above('runs'), ...HTTP] },
  { in: 'samples', not: [...above('samples'), ...HTTP] },
  { in: 'import', not: ['files', ...WORK.filter((room) => room !== 'import'), ...HTTP] },
  { in: 'export', not: ['files', ...WORK.filter((room) => room !== 'export'), ...HTTP] },
  { in: 'cli', not: HTTP },
  { in: 'http', not: ['files', ...WORK, ...HTTP.slice(1)], knowsHttp: true },
  { in: 'openapi', not: ['store', 'files', ...WORK, ...HTTP.slice(1)], knowsHttp: true },
  { in: 'routes', not: ['gateway', 'audit', ...PROCESS], knowsHttp: true },
  { in: 'gateway', not: ['audit', ...PROCESS], knowsHttp: true },
  { in: 'audit', not: PROCESS, knowsHttp: true },
].map(({ in: room, not, knowsHttp }) => ({
  files: [`src/server/${room}/**`],
  not: [farUp, testing, notConsole, folders('server', not, up), ...(knowsHttp ? [] : [notHono])],
}))

/** The server's rooms that do not know HTTP, by any path of imports. */
export const BELOW_HTTP = ['refusals', 'store', 'files', ...WORK]

const siblingFeature = {
  regex: String.raw`^(#console/features/|\.\./)`,
  message: 'Features do not import features: the page composes them. Inside one: its own folder.',
}

export const importRules: ImportRule[] = [
  {
    files: ['src/contract/**'],
    not: [
      { regex: '^(#|node:|\\.\\./)', message: 'The contract stands alone.' },
      {
        regex: `${librariesBut('zod', 'eventsource-parser')}|^zod$|^zod/(v3|v4|v4-mini)`,
        message: 'The contract imports zod/mini and eventsource-parser only.',
      },
    ],
  },
  { files: ['src/console/**'], not: [farUp, testing, notServer] },
  ...consoleRules,
  uiRule,
  {
    files: ['src/console/features/**'],
    not: [
      farUp,
      testing,
      notServer,
      siblingFeature,
      folders('console', ['pages', 'routes.tsx'], up),
    ],
  },
  {
    files: ['src/console/pages/**'],
    not: [farUp, testing, notServer, folders('console', ['routes.tsx'], up)],
  },
  { files: ['src/server/**'], not: [farUp, testing, notConsole] },
  ...serverRules,
]
