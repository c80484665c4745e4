// Reading, streaming and composing in Chromium, Firefox and WebKit, each where it is installed:
// Debian's packages chromium, firefox-esr, webkit2gtk-driver with xvfb and xdotool. `npm run e2e:engines [-- NAME…]`
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readCommandLine } from '#server/config.ts'
import { createScriptedModel } from '#server/models/providers/scripted/scripted.ts'
import { start } from '#server/start.ts'
import { ensureBuilt } from '#tooling/built.ts'

import { sdkFor } from '../fixtures.ts'
import { newPace } from '../pace.ts'
import { seeder } from '../seed.ts'
import { chromium } from './chromium.ts'
import type { Engine } from './engine.ts'
import { firefox } from './firefox.ts'
import { journeys } from './journeys.ts'
import { webkit } from './webkit.ts'

const ENGINES = [chromium, firefox, webkit]

const pace = newPace()

interface Count {
  passed: number
  failed: number
}

const tryEngine = async (engine: Engine, url: string, dataDir: string, count: Count) => {
  for (const journey of journeys) {
    const page = await engine.launch()
    if (!page) return console.log(`${engine.name}: not installed, left out`)
    const api = sdkFor(url)
    try {
      if (journey.needsWheel && !page.hasWheel) {
        console.log(`${engine.name}: no wheel, left out: ${journey.name}`)
        continue
      }
      await journey.go({ page, url, api, seed: seeder(api, dataDir), pace })
      count.passed += 1
      console.log(`${engine.name}: ${journey.name}`)
    } catch (error) {
      count.failed += 1
      console.error(`${engine.name}: FAILED: ${journey.name}\n`, error)
    } finally {
      pace.go()
      await page.close()
    }
  }
}

ensureBuilt()
const dataDir = await mkdtemp(join(tmpdir(), 'clew-engines-'))
const { config } = readCommandLine({
  argv: ['--port', '0', '--data', dataDir],
  env: { CLEW_SAMPLES: 'off', CLEW_LOG_LEVEL: 'warn' },
})
const server = await start(config, { models: createScriptedModel({ sleep: pace.sleep }) })
const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
const count: Count = { passed: 0, failed: 0 }
try {
  for (const engine of ENGINES) {
    if (wanted.length > 0 && !wanted.includes(engine.name.toLowerCase())) continue
    await tryEngine(engine, server.url, dataDir, count)
  }
} finally {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0
