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
/** Of a journey: what one of them leaves, the next one would meet. */
export const withoutFixtures = {
  regex: '^@playwright/test$',
  importNames: ['test'],
  message: 'A journey has a server of its own: take `test` from ./fixtures.ts.',
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
const siblingFeature = {
  regex: String.raw`^(#console/features/|\.\./)`,
  message: 'Features do not import features: the page composes them. Inside one: its own folder.',
}

/** The console's rooms from low to high, as in docs/architecture.md: none imports what stands after it. */
export const CONSOLE_ROOMS = ['util', 'hooks', 'ui', 'api', 'markdown', 'features', 'pages']
/** What a room may not import besides. */
const consoleBans: Record<string, ImportRule['not']> = {
  ui: [
    {
      regex: '^(react-router|@tanstack/react-query)',
      message: 'Blocks know no router, query or API.',
    },
  ],
  api: [folders('console', ['ui'], 'Queries know nothing of what shows them.')],
  features: [siblingFeature],
}
const consoleRules: ImportRule[] = CONSOLE_ROOMS.map((room, at) => ({
  files: [`src/console/${room}/**`],
  not: [
    farUp,
    testing,
    notServer,
    folders('console', [...CONSOLE_ROOMS.slice(at + 1), 'routes.tsx'], up),
    ...(consoleBans[room] ?? []),
  ],
}))

/** What starts the server: nothing is above it. */
export const PROCESS = ['app.ts', 'start.ts', 'main.ts']
/** What runs threads, from low to high. */
const WORK = [
  'making',
  'queues',
  'models',
  'vector-stores',
  'tools',
  'runs',
  'samples',
  'import',
  'export',
]
/** The server's rooms that do not know HTTP, by any path of imports. */
export const BELOW_HTTP = ['refusals', 'search', 'store', 'files', ...WORK]
/** What knows HTTP, from low to high. */
export const HTTP = ['http', 'routes', 'gateway', 'mirror', 'audit', 'openapi']

/** The server's rooms from low to high, as in docs/architecture.md: none imports what stands after it. */
export const SERVER_ROOMS = [...BELOW_HTTP, ...HTTP, 'cli']
const but = (room: string, rooms: string[]) => rooms.filter((other) => other !== room)
/** What a room may not import though it stands before it. */
const serverBans: Record<string, string[]> = {
  making: ['files'],
  models: ['making'],
  'vector-stores': ['making'],
  tools: ['making'],
  import: ['files', ...but('import', WORK)],
  export: ['files', ...but('export', WORK)],
  http: ['files', ...WORK],
  openapi: ['store', 'files', ...WORK, ...but('http', HTTP)],
  cli: HTTP,
}

const beside = 'This folder stands lower, and this room has no business in it.'
const notEngine = {
  regex: '(^|/)engines/|^node:sqlite$',
  message: 'What an engine gives to others goes through #server/store/open.ts.',
}
const notHono = { regex: '^(hono($|/)|@hono/)', message: 'Nothing below the routes knows HTTP.' }
const bansOf = (room: string): ImportRule['not'] => {
  const above = [...SERVER_ROOMS.slice(SERVER_ROOMS.indexOf(room) + 1), ...PROCESS]
  return [
    farUp,
    testing,
    notConsole,
    folders('server', above, up),
    ...(room in serverBans ? [folders('server', serverBans[room] ?? [], beside)] : []),
    ...(HTTP.includes(room) ? [] : [notHono]),
  ]
}
const serverRules: ImportRule[] = [
  ...SERVER_ROOMS.map((room) => ({
    files: [`src/server/${room}/**`],
    not: [...bansOf(room), notEngine],
  })),
  { files: ['src/server/store/engines/**', 'src/server/store/open.ts'], not: bansOf('store') },
]

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
  { files: ['src/server/**'], not: [farUp, testing, notConsole, notEngine] },
  ...serverRules,
]
