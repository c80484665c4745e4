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

const LOG = `const log = document.querySelector('[role=log]');`
const BOX = `const box = document.querySelector('textarea[aria-label="Message"], form textarea');`

/** Asks again until the answer is as wanted. */
const eventually = async <T>(
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

const showsMessage = (page: EnginePage, text: string) =>
  eventually(`"${text}" is shown`, () =>
    page.evaluate<boolean>(
      `${LOG} return [...(log?.querySelectorAll('article') ?? [])].some((row) => row.textContent.includes(${JSON.stringify(text)}));`,
    ),
  )

/** How far the log stands above its end, in CSS pixels. */
const aboveEnd = (page: EnginePage) =>
  page.evaluate<number>(
    `${LOG} return log ? log.scrollHeight - log.clientHeight - log.scrollTop : -1;`,
  )

const standsAtEnd = (page: EnginePage) =>
  eventually(
    'it stands at its end',
    () => aboveEnd(page),
    (gap) => Math.abs(gap) <= 2,
  )

const middleOfLog = (page: EnginePage) =>
  page.evaluate<{ x: number; y: number }>(
    `${LOG} const r = log.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 };`,
  )

/** A list that stands still for so long, and for so many painted frames: on a busy machine those are longer. */
const REST_MS = 500
const REST_FRAMES = 15

/** Waits until the list stands still. */
const atRest = async (page: EnginePage) => {
  await page.evaluate(
    `${LOG} window.rests = false; let at, since, frames; const look = (now) => { if (log.scrollTop !== at) { at = log.scrollTop; since = now; frames = 0; } else frames += 1; if (frames >= ${REST_FRAMES} && now - since >= ${REST_MS}) window.rests = true; else requestAnimationFrame(look); }; requestAnimationFrame(look);`,
  )
  await eventually('the list comes to rest', () => page.evaluate<boolean>('return window.rests;'))
}

const focusComposer = async (page: EnginePage) => {
  const box = await eventually('the composer is shown', () =>
    page.evaluate<{ x: number; y: number } | null>(
      `${BOX} if (!box || box.disabled) return null; const r = box.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 };`,
    ),
  )
  assert.ok(box)
  await page.click(box.x, box.y)
}

const boxText = (page: EnginePage) =>
  page.evaluate<string | null>(`${BOX} return box ? box.value : null;`)

const COUNT = 200

const reading: Journey = {
  name: 'a long thread opens at its end and is read upward without a jump',
  async go({ page, url, seed }) {
    const thread = await seed.longThread(COUNT)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, `message ${COUNT}`)
    await standsAtEnd(page)
    const middle = await middleOfLog(page)
    const lowest = () =>
      page.evaluate<number>(
        `${LOG} return Math.min(...[...log.querySelectorAll('article')].map((row) => Number(/message (\\d+)/.exec(row.textContent)?.[1] ?? 1e9)));`,
      )
    let above = await lowest()
    for (let notch = 0; notch < 400 && above > 1; notch += 1) {
      await page.scrollUp(middle.x, middle.y)
      await sleep(16)
      const now = await lowest()
      // Rows below may be let go; those above only come nearer.
      assert.ok(now <= above + 12, `went from message ${above} to ${now} while reading upward`)
      above = Math.min(above, now)
    }
    assert.equal(above, 1, 'the first message is reached')
  },
}

/** So far that the row being read is still there, and rows come in that nobody has measured. */
const WAY = 700
/** Of the wheel's way, so much has to arrive. */
const ARRIVES = 0.94

const wheel: Journey = {
  name: 'the whole way of a fast wheel arrives, over rows that were not measured yet',
  needsWheel: true,
  async go({ page, url, seed }) {
    const thread = await seed.longThread(COUNT)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, `message ${COUNT}`)
    await atRest(page)
    const { x, y } = await middleOfLog(page)
    await page.evaluate(
      `${LOG} window.way = 0; log.addEventListener('wheel', ({ deltaY }) => { window.way -= deltaY; }, { passive: true });`,
    )
    const way = () => page.evaluate<number>('return window.way;')
    await page.scrollUp(x, y)
    await eventually('a notch of the wheel is told', way)
    await atRest(page)
    const notch = await way()
    const notches = Math.round(WAY / notch)
    let moved = 0
    for (let turn = 0; turn < 4; turn += 1) {
      await atRest(page)
      const line = await page.evaluate<{ id: string; top: number; way: number }>(
        `${LOG} const top = log.getBoundingClientRect().top; const row = [...log.querySelectorAll('[data-message]')].map((row) => ({ id: row.dataset.message, top: row.getBoundingClientRect().top, way: window.way })).filter((row) => row.top >= top).sort((a, b) => a.top - b.top)[0]; return row;`,
      )
      await page.scrollUp(x, y, notches)
      // A busy machine tells of the last notches late.
      await eventually(
        'the whole wheel is told',
        way,
        (told) => told - line.way > (notches - 0.5) * notch,
      )
      await atRest(page)
      moved += await page.evaluate<number>(
        `const row = document.querySelector('[data-message="${line.id}"]'); return (row.getBoundingClientRect().top - ${line.top}) / (window.way - ${line.way});`,
      )
    }
    assert.ok(moved / 4 >= ARRIVES, `${Math.round((moved / 4) * 100)} % of the way arrived`)
  },
}

/** A page of older messages is longer, so that the wheel gets into those that come in. */
const TURN = 6000

const turning: Journey = {
  name: 'while a fast wheel goes up through older pages, the lines on screen only ever come down',
  needsWheel: true,
  async go({ page, url, seed }) {
    const thread = await seed.linkedThread(COUNT)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, `message ${COUNT}`)
    await atRest(page)
    const { x, y } = await middleOfLog(page)
    await page.evaluate(
      `${LOG} window.way = 0; log.addEventListener('wheel', ({ deltaY }) => { window.way -= deltaY; }, { passive: true });
      window.faults = []; let before = new Map(); const painted = new MessageChannel(); const next = () => requestAnimationFrame(() => painted.port2.postMessage(0)); painted.port1.onmessage = () => { const { top, bottom } = log.getBoundingClientRect(); const rows = [...log.querySelectorAll('[data-message]')].map((row) => [row.dataset.message, row.getBoundingClientRect()]); const now = new Map(rows.map(([id, box]) => [id, box.bottom])); if (!rows.some(([, box]) => box.top < bottom && box.bottom > top)) window.faults.push('nothing is shown'); for (const [id, at] of now) { const by = at - before.get(id); if (by < -2 && at > top && at < bottom) { window.faults.push('up by ' + Math.round(-by)); break; } } before = now; next(); }; next();`,
    )
    const way = () => page.evaluate<number>('return window.way;')
    await page.scrollUp(x, y)
    const notch = await eventually('a notch of the wheel is told', way)
    const notches = Math.ceil(TURN / notch)
    for (let turn = 1; turn <= 4; turn += 1) {
      await page.scrollUp(x, y, notches)
      await eventually(
        'the whole wheel is told',
        way,
        (told) => told > (turn * notches + 0.5) * notch,
      )
      await atRest(page)
    }
    const faults = await page.evaluate<string[]>('return window.faults;')
    assert.deepEqual(faults, [])
  },
}

/** In so many steps an answer is written, and so many pieces of text are a step. */
const STEPS = 8
const PIECES = 20

const streaming: Journey = {
  name: 'an answer is streamed: each step of it shows, it never shrinks, and stays at the end',
  async go({ page, url, api, seed, pace }) {
    // The engine before this one made it; of two, none is chosen.
    const assistants = await api.beta.assistants.list()
    if (assistants.data.length === 0) await seed.assistant({ name: 'Writer' })
    const thread = await seed.longThread(40)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, 'message 40')
    await focusComposer(page)
    await page.evaluate(
      `window.lengths = []; new MutationObserver(() => { const busy = [...document.querySelectorAll('[role=log] [aria-busy=true]')].at(-1); if (busy) window.lengths.push(busy.textContent.replace(/[^\\p{L}\\p{N}]+/gu, '').length); }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });`,
    )
    pace.holdAfter(PIECES)
    await page.type('Tell me a long answer #long')
    await page.pressSend()
    let shown = 0
    for (let step = 1; step <= STEPS; step += 1) {
      // The model goes on only when what it said is seen.
      shown = await eventually(
        `step ${step} of the answer is shown`,
        () => page.evaluate<number>('return window.lengths.at(-1) ?? 0;'),
        (length) => length > shown,
      )
      await standsAtEnd(page)
      if (step < STEPS) pace.holdAfter(PIECES)
    }
    pace.go()
    await eventually('the run ends', async () => {
      const { data } = await api.beta.threads.runs.list(thread.id, { limit: 1 })
      return data[0]?.status === 'completed'
    })
    await eventually('nothing is being written', () =>
      page.evaluate<boolean>(`return !document.querySelector('[role=log] [aria-busy=true]');`),
    )
    const lengths = await page.evaluate<number[]>('return window.lengths;')
    assert.deepEqual(
      lengths.filter((length, at) => length < (lengths[at - 1] ?? 0)),
      [],
      'it never shrank',
    )
    await standsAtEnd(page)
    const { data } = await api.beta.threads.messages.list(thread.id, { limit: 3, order: 'desc' })
    assert.deepEqual(
      data.map(({ role }) => role),
      ['assistant', 'user', 'assistant'],
      'question and answer are stored once, after what was there',
    )
  },
}

const composing: Journey = {
  name: 'a draft survives a reload and is sent once',
  async go({ page, url, api, seed }) {
    const thread = await seed.thread(['Hello'])
    const text = 'Where is my parcel? Grüße, 你好'
    await page.open(`${url}/threads/${thread.id}`)
    await focusComposer(page)
    await page.type(text)
    await eventually(
      'it is typed',
      () => boxText(page),
      (typed) => typed === text,
    )
    // Drafts are kept shortly after the last key.
    await sleep(1000)
    await page.open(`${url}/threads/${thread.id}`)
    await eventually(
      'it is still there',
      () => boxText(page),
      (kept) => kept === text,
    )
    await standsAtEnd(page)
    await focusComposer(page)
    await page.pressSend()
    await showsMessage(page, text)
    await eventually(
      'the composer is empty',
      () => boxText(page),
      (left) => left === '',
    )
    const { data } = await api.beta.threads.messages.list(thread.id)
    const own = data.filter(({ role }) => role === 'user').map(({ content }) => content[0])
    assert.equal(own.filter((part) => part?.type === 'text' && part.text.value === text).length, 1)
  },
}

const linked: Journey = {
  name: 'opened at a message above the end, that message stays where it is while the composer grows',
  async go({ page, url, api, seed }) {
    const thread = await seed.longThread(COUNT)
    const { data } = await api.beta.threads.messages.list(thread.id, { limit: 13 })
    const id = data.at(-1)?.id
    await page.open(`${url}/threads/${thread.id}#${id}`)
    await showsMessage(page, `message ${COUNT - 12}`)
    const places = () =>
      page.evaluate<{ log: number; row: number }>(
        `${LOG} const row = document.querySelector('[data-message="${id}"]'); return { log: log.clientHeight, row: row.getBoundingClientRect().top - log.getBoundingClientRect().top };`,
      )
    await focusComposer(page)
    await atRest(page)
    const before = await places()
    await page.type('Where is my parcel? '.repeat(20))
    await eventually('the composer has grown', places, ({ log }) => log < before.log - 20)
    await atRest(page)
    const { row } = await places()
    assert.ok(Math.abs(row - before.row) <= 2, `the message went from ${before.row} to ${row}`)
  },
}

/** Where what a selector finds stands, once it is there: the last of those that are named so. */
const placeOf = (page: EnginePage, selector: string, name: string) =>
  eventually(`"${name}" is shown`, () =>
    page.evaluate<{ x: number; y: number } | null>(
      `const found = [...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => (one.ariaLabel ?? one.textContent).startsWith(${JSON.stringify(name)})).at(-1); if (!found || found.getClientRects().length === 0) return null; const r = found.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 };`,
    ),
  )

const deleting: Journey = {
  name: 'who deletes a message by mouse can go on by keyboard at the one before it',
  async go({ page, url, seed }) {
    const thread = await seed.thread(['First words', 'Second words', 'Third words'])
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, 'Third words')
    const press = async (selector: string, name: string) => {
      const place = await placeOf(page, selector, name)
      assert.ok(place)
      await page.click(place.x, place.y)
    }
    await press('article button', 'Actions on the message')
    await press('[role=menuitem]', 'Delete message')
    await press('dialog footer button', 'Delete message')
    await eventually('the focus is on the one before', () =>
      page.evaluate<boolean>(
        `return document.activeElement?.matches('article') && document.activeElement.textContent.includes('Second words');`,
      ),
    )
  },
}

const FILES = 8

const files: Journey = {
  name: 'a thread with files in its draft opens at its end',
  async go({ page, url, api, seed }) {
    const thread = await seed.longThread(COUNT)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, `message ${COUNT}`)
    const chips = () =>
      page.evaluate<number>(
        `return document.querySelectorAll('[aria-label=Attachments] > li').length;`,
      )
    const stored = async () => (await api.files.list()).data.length
    const before = await stored()
    await eventually('the composer is shown', () =>
      page.evaluate<boolean>(
        `return !!document.querySelector('form input[type=file]:not([accept])');`,
      ),
    )
    await page.evaluate(
      `const input = document.querySelector('form input[type=file]:not([accept])'); const given = new DataTransfer(); for (let at = 1; at <= ${FILES}; at += 1) given.items.add(new File(['Notes.'], 'notes-of-the-week-' + at + '.txt', { type: 'text/plain' })); input.files = given.files; input.dispatchEvent(new Event('change', { bubbles: true }));`,
    )
    await eventually('the files are there', chips, (count) => count === FILES)
    await eventually('the files are uploaded', stored, (count) => count === before + FILES)
    await standsAtEnd(page)
    await sleep(1000)
    await page.open(`${url}/threads/${thread.id}`)
    await eventually('the files are kept', chips, (count) => count === FILES)
    await showsMessage(page, `message ${COUNT}`)
    await atRest(page)
    await standsAtEnd(page)
  },
}

const MARKED = [
  'A zebra.',
  '- [ ] to do\n  - nested zebra\n    1. deep\n\n```\nzebra\n```',
  'A zebra.',
  '- zebra\n  > deep\n\n| zebra |\n|---|\n| one |',
  'The last zebra.',
]
/** Of the places in the page: the share of each that has the colour of a mark, by its picture. */
const SHARES = `const { width, height } = picture; const canvas = Object.assign(document.createElement('canvas'), { width, height }); const pen = canvas.getContext('2d'); const colours = ['--mark', '--mark-strong'].map((name) => { pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name); pen.fillRect(0, 0, 1, 1); return pen.getImageData(0, 0, 1, 1).data; }); pen.drawImage(picture, 0, 0); const scale = width / innerWidth; const isMark = (at) => colours.some((colour) => [0, 1, 2].every((band) => Math.abs(at[band] - colour[band]) < 8)); window.shares = [...CSS.highlights.get('find')].map((range) => { const r = range.getBoundingClientRect(); const [x, y, w, h] = [r.x, r.y, r.width, r.height].map((each) => Math.round(each * scale)); const { data } = pen.getImageData(x, y, w, h); let marked = 0; for (let at = 0; at < data.length; at += 4) if (isMark(data.subarray(at))) marked += 1; return (4 * marked) / data.length; });`

const marking: Journey = {
  name: 'what is found is painted, in lists within lists too',
  async go({ page, url, seed }) {
    const thread = await seed.thread(MARKED)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, 'The last zebra.')
    await page.evaluate(`${LOG} log.focus();`)
    await page.type('s')
    await eventually('the box is there', () =>
      page.evaluate<boolean>(`return document.activeElement?.closest('[data-find]') != null;`),
    )
    await page.type('zebra')
    const painted = async () => {
      const picture = await page.screenshot()
      await page.evaluate(
        `window.shares = []; const picture = new Image(); picture.onload = () => { ${SHARES} }; picture.src = 'data:image/png;base64,${picture}';`,
      )
      await sleep(200)
      return page.evaluate<number[]>('return window.shares;')
    }
    await eventually(
      'all of it is painted',
      painted,
      (shares) => shares.length === 7 && shares.every((share) => share > 0.3),
    )
  },
}

export const journeys: Journey[] = [
  reading,
  wheel,
  turning,
  linked,
  streaming,
  composing,
  deleting,
  files,
  marking,
]
