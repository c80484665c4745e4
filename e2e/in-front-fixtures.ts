import { type Socket, connect, createServer } from 'node:net'

import type OpenAI from 'openai'

import { createScriptedModel } from '#server/models/providers/scripted/scripted.ts'
import type { Knobs } from '#testing/published-knobs.ts'
import { UPSTREAM_KEY, servePublishedWire } from '#testing/published-wire.ts'

import { test as base, sdkFor, serveWhile } from './fixtures.ts'
import type { Pace } from './pace.ts'
import { seeder } from './seed.ts'

/** What the tests' server stands in front of. */
export const KINDS = ['another Clew', 'the published wire'] as const
type Kind = (typeof KINDS)[number]

/** The server behind. */
interface Behind {
  /** What `CLEW_UPSTREAM_URL` and `CLEW_UPSTREAM_KEY` are set to. */
  readonly env: Record<string, string>
  /** What the console calls it. */
  readonly host: string
  /** Asks it past the one in front. */
  readonly api: OpenAI
  /** How it misbehaves; of the published wire alone. */
  readonly knobs: Knobs
  /** Is there no more, as far as the one in front can tell. */
  leave: () => Promise<void>
  /** Is at the same address again. */
  comeBack: () => Promise<void>
}

interface Fixtures {
  kind: Kind
  behind: Behind
}

/** Journeys on a server in front of another; `api` asks the one in front, `seed` puts things behind it. */
export const test = base.extend<Fixtures>({
  kind: ['another Clew', { option: true }],
  behind: async ({ kind, pace }, use) =>
    kind === 'another Clew' ? behindClew(pace, use) : behindWire(pace, use),
  // That the other is away is what some of them are about: nothing to be warned of.
  server: async ({ behind, pace }, use) =>
    serveWhile(pace, use, { ...behind.env, CLEW_LOG_LEVEL: 'fatal' }),
  // Nothing is imported there: that takes a folder.
  seed: async ({ behind }, use) => use(seeder(behind.api, '')),
})

type Use = (behind: Behind) => Promise<void>

/** It leaves as a cable that is cut: what runs there goes on. An orderly stop would tell first how its runs end. */
const behindClew = (pace: Pace, use: Use) =>
  serveWhile(pace, async ({ url }) => {
    const cable = await layCable(url)
    await use({
      ...known(cable.url, 'any'),
      api: sdkFor(url),
      knobs: {},
      leave: cable.cut,
      comeBack: cable.mend,
    })
    await cable.cut()
  })

/** It leaves as a crash: what runs there has failed once it is back. */
const behindWire = async (pace: Pace, use: Use) => {
  const models = createScriptedModel({ sleep: pace.sleep })
  const wire = await servePublishedWire({ parts: { models } })
  const { origin } = new URL(wire.url)
  await use({
    ...known(origin, UPSTREAM_KEY),
    api: sdkFor(origin, UPSTREAM_KEY),
    knobs: wire.knobs,
    leave: () => wire.stop(),
    comeBack: () => wire.restart(),
  })
  await wire.close()
}

const known = (url: string, key: string) => ({
  host: new URL(url).host,
  env: { CLEW_UPSTREAM_URL: url, CLEW_UPSTREAM_KEY: key },
})

/** A connection to a server that can be cut: then nobody listens at its end. */
const layCable = async (target: string) => {
  const { hostname, port } = new URL(target)
  const ends = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.pipe(other)
      // Either end may go away at any time.
      end.on('error', () => other.destroy())
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
    }
  })
  const listen = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : wanted)
      })
    })
  const own = await listen(0)
  return {
    url: `http://127.0.0.1:${own}`,
    cut: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const end of ends) end.destroy()
      }),
    mend: async () => void (await listen(own)),
  }
}
