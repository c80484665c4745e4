import { setTimeout as delay } from 'node:timers/promises'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { KillableServer } from '#testing/killable-server.ts'
import { Api } from '#testing/killed/api.ts'
import { checkKept } from '#testing/killed/check.ts'
import { RandomClient } from '#testing/killed/client.ts'
import { Ledger } from '#testing/killed/ledger.ts'
import { seededRandom } from '#testing/random.ts'

/*
 * `CLEW_KILL_ROUNDS=50 npx vitest run src/server/killed-at-random.test.ts` kills fifty times, as should
 * be done before a release; `CLEW_KILL_SEED` repeats the moments of an earlier run.
 */
const ROUNDS = Number(process.env['CLEW_KILL_ROUNDS'] ?? 3)
const SEED = Number(process.env['CLEW_KILL_SEED'] ?? Date.now() % 1_000_000)
const CLIENTS = 8
const ROUND_MS = 60_000

let server: KillableServer
beforeEach(() => {
  server = new KillableServer({ CLEW_ALL_DOWNLOADS: 'on' })
})
afterEach(() => server.remove())

test(
  `kill -9 ${ROUNDS} times at random under load (seed ${SEED}): nothing acknowledged is lost, doubled or stuck`,
  async () => {
    const random = seededRandom(SEED)
    const everything: Ledger[] = []
    const api = async () => new Api((await server.start()).baseURL.replace(/\/v1$/, ''))
    let now = await api()
    for (let round = 1; round <= ROUNDS; round += 1) {
      const ledger = new Ledger()
      everything.push(ledger)
      const made = {
        assistantId: (await now.json<{ id: string }>('POST', '/assistants', { model: 'scripted' }))
          .id,
        storeId: (await now.json<{ id: string }>('POST', '/vector_stores', {})).id,
      }
      const load = Array.from({ length: CLIENTS }, () =>
        new RandomClient(now, ledger, random, made).work(),
      )
      const killAfter = 100 + random() * 2000
      await delay(killAfter)
      await server.kill()
      await Promise.all(load)
      expect(ledger.surprises).toEqual([])

      // Some are killed while they settle what the last one left.
      if (random() < 0.3) await server.startInVain(200 + random() * 600)
      now = await api()
      const { findings, settledMs } = await checkKept(now, ledger)
      const told = `round ${round}, killed after ${Math.round(killAfter)} ms: ${ledger.size}; settled in ${Math.round(settledMs)} ms`
      if (process.env['CLEW_KILL_ROUNDS']) console.log(told)
      expect(findings, told).toEqual([])
    }
    // What the first rounds wrote has been through every later kill.
    for (const ledger of everything) {
      const { findings } = await checkKept(now, ledger)
      expect(findings).toEqual([])
    }
  },
  ROUNDS * ROUND_MS,
)
