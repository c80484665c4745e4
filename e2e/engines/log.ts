import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

import type OpenAI from 'openai'

import type { Pace } from '../pace.ts'
import type { Seed } from '../seed.ts'
import type { EnginePage } from './engine.ts'

/** What a journey is given: a page, and the server behind it. */
export interface Ground {
  page: EnginePage
  url: string
  api: OpenAI
  seed: Seed
  pace: Pace
}

export interface Journey {
  name: string
  /** Left out where there is no wheel to turn. */
  needsWheel?: boolean
  go(ground: Ground): Promise<void>
}

/** How long something may take to show on a busy machine, in milliseconds. */
const PATIENCE_MS = 30_000

export const LOG = `const log = document.querySelector('[role=log]');`
export const BOX = `const box = document.querySelector('textarea[aria-label="Message"], form textarea');`

/** Asks again until the answer is as wanted. */
export const eventually = async <T>(
  what: string,
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean = Boolean,
): Promise<T> => {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
    assert.ok(performance.now() < end, `${what}; last seen: ${JSON.stringify(answer)}`)
    await sleep(50)
  }
}

export const showsMessage = (page: EnginePage, text: string) =>
  eventually(`"${text}" is shown`, () =>
    page.evaluate<boolean>(
      `${LOG} return [...(log?.querySelectorAll('article') ?? [])].some((row) => row.textContent.includes(${JSON.stringify(text)}));`,
    ),
  )

/** How far the log stands above its end, in CSS pixels. */
export const aboveEnd = (page: EnginePage) =>
  page.evaluate<number>(
    `${LOG} return log ? log.scrollHeight - log.clientHeight - log.scrollTop : -1;`,
  )

export const standsAtEnd = (page: EnginePage) =>
  eventually(
    'it stands at its end',
    () => aboveEnd(page),
    (gap) => Math.abs(gap) <= 2,
  )

export const middleOfLog = (page: EnginePage) =>
  page.evaluate<{ x: number; y: number }>(
    `${LOG} const r = log.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 };`,
  )

/** A list that stands still for so long, and for so many painted frames: on a busy machine those are longer. */
const REST_MS = 500
const REST_FRAMES = 15

/** Waits until the list stands still. */
export const atRest = async (page: EnginePage) => {
  await page.evaluate(
    `${LOG} window.rests = false; let at, since, frames; const look = (now) => { if (log.scrollTop !== at) { at = log.scrollTop; since = now; frames = 0; } else frames += 1; if (frames >= ${REST_FRAMES} && now - since >= ${REST_MS}) window.rests = true; else requestAnimationFrame(look); }; requestAnimationFrame(look);`,
  )
  await eventually('the list comes to rest', () => page.evaluate<boolean>('return window.rests;'))
}

export const focusComposer = async (page: EnginePage) => {
  const box = await eventually('the composer is shown', () =>
    page.evaluate<{ x: number; y: number } | null>(
      `${BOX} if (!box || box.disabled) return null; const r = box.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 };`,
    ),
  )
  assert.ok(box)
  await page.click(box.x, box.y)
}

export const boxText = (page: EnginePage) =>
  page.evaluate<string | null>(`${BOX} return box ? box.value : null;`)

/** Where what a selector finds stands, once it is there: the last of those that are named so. */
export const placeOf = (page: EnginePage, selector: string, name: string) =>
  eventually(`"${name}" is shown`, () =>
    page.evaluate<{ x: number; y: number } | null>(
      `const found = [...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => (one.ariaLabel ?? one.textContent).startsWith(${JSON.stringify(name)})).at(-1); if (!found || found.getClientRects().length === 0) return null; const r = found.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 };`,
    ),
  )
