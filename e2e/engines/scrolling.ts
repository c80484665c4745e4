import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  type Journey,
  atRest,
  eventually,
  focusComposer,
  LOG,
  middleOfLog,
  showsMessage,
  standsAtEnd,
} from './log.ts'

/** Messages of a long thread. */
export const COUNT = 200

export const reading: Journey = {
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

export const wheel: Journey = {
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

export const turning: Journey = {
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

export const linked: Journey = {
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
