import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import { type Engine, type EnginePage, NOTCH_MS, SIZE } from './engine.ts'

const DRIVER = '/usr/bin/WebKitWebDriver'
const XVFB = '/usr/bin/xvfb-run'
/** Turns the wheel: WebKitGTK's driver takes wheel actions and does nothing. */
const XDOTOOL = '/usr/bin/xdotool'
const WHEEL_UP = '4'
/** Of 90 CSS pixels each; so many are about a notch of the other engines. */
const CLICKS = 4
const BROWSERS = ['4.1', '4.0'].map(
  (version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
)
/** Codes of keys in WebDriver (https://www.w3.org/TR/webdriver2/#keyboard-actions). */
const CONTROL = '\uE009'
const ENTER = '\uE007'
const PAGE_UP = '\uE00E'

/** WebKitGTK's MiniBrowser, spoken to by WebDriver's protocol. */
export const webkit: Engine = {
  name: 'WebKit',
  async launch() {
    const binary = BROWSERS.find(existsSync)
    if (!binary || !existsSync(DRIVER) || !existsSync(XVFB)) return undefined
    const port = await freePort()
    const screen = `-screen 0 ${SIZE.width}x${SIZE.height + 100}x24`
    const script = `echo "$DISPLAY $XAUTHORITY"; exec ${DRIVER} --port=${port}`
    const driver = spawn(XVFB, ['-a', '-s', screen, 'sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    const end = () => void (driver.pid && process.kill(-driver.pid))
    try {
      const onScreen = await screenOf(driver.stdout)
      return await openSession({ port, binary, onScreen, end })
    } catch (error) {
      end()
      throw error
    }
  },
}

/** The environment of whatever runs on the driver's screen, as its first line tells. */
const screenOf = async (output: Readable): Promise<NodeJS.ProcessEnv> => {
  for await (const line of output) {
    const [DISPLAY, XAUTHORITY] = String(line).trim().split(' ')
    return { ...process.env, DISPLAY, XAUTHORITY }
  }
  throw new Error('xvfb-run ended at once')
}

interface Driver {
  port: number
  binary: string
  onScreen: NodeJS.ProcessEnv
  end: () => void
}

const openSession = async ({ port, binary, onScreen, end }: Driver): Promise<EnginePage> => {
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { value: unknown } // as the protocol has it
    if (response.ok) return value
    throw new Error(`WebDriver refused ${method} ${path}: ${JSON.stringify(value)}`)
  }
  await untilReady(() => send('GET', '/status'))
  const { sessionId } = (await send('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary, args: ['--automation'] },
      },
    },
  })) as { sessionId: string } // as the protocol has it
  const session = `/session/${sessionId}`
  const hasWheel = existsSync(XDOTOOL)
  await send('POST', `${session}/window/rect`, SIZE)
  const act = (actions: object[]) => send('POST', `${session}/actions`, { actions })
  const keys = (actions: object[]) => act([{ type: 'key', id: 'keyboard', actions }])
  const pressed = (value: string) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ]
  return {
    open: async (url) => void (await send('POST', `${session}/url`, { url })),
    // The cast: whoever asks knows what the script returns.
    evaluate: async <T>(script: string) =>
      (await send('POST', `${session}/execute/sync`, { script, args: [] })) as T,
    type: async (text) => void (await keys(Array.from(text).flatMap(pressed))),
    pressSend: async () =>
      void (await keys([
        { type: 'keyDown', value: CONTROL },
        ...pressed(ENTER),
        { type: 'keyUp', value: CONTROL },
      ])),
    click: async (x, y) =>
      void (await act([
        {
          type: 'pointer',
          id: 'mouse',
          actions: [
            { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ])),
    hasWheel,
    async scrollUp(x, y, notches = 1) {
      if (hasWheel) {
        // The window's bar stands above the page.
        const bar = (await send('POST', `${session}/execute/sync`, {
          script: 'return outerHeight - innerHeight',
          args: [],
        })) as number // as the script has it
        const move = ['mousemove', String(Math.round(x)), String(Math.round(y + bar))]
        const turn = [
          'click',
          '--repeat',
          String(notches * CLICKS),
          '--delay',
          String(NOTCH_MS),
          WHEEL_UP,
        ]
        await promisify(execFile)(XDOTOOL, [...move, ...turn], { env: onScreen })
        return
      }
      await send('POST', `${session}/execute/sync`, {
        script: "document.querySelector('[role=log]').focus({ preventScroll: true })",
        args: [],
      })
      await keys(pressed(PAGE_UP))
    },
    // The cast: as the protocol has it.
    screenshot: async () => (await send('GET', `${session}/screenshot`)) as string,
    async close() {
      await send('DELETE', session).catch(() => {})
      end()
    },
  }
}

/** How long a driver may take to answer, in milliseconds. */
const READY_MS = 20_000

const untilReady = async (ask: () => Promise<unknown>): Promise<void> => {
  const end = performance.now() + READY_MS
  for (;;) {
    try {
      return void (await ask())
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(100)
    }
  }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo // it listens on a port
      server.close(() => resolve(port))
    })
  })
