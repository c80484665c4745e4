import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  type Journey,
  atRest,
  boxText,
  eventually,
  focusComposer,
  LOG,
  placeOf,
  showsMessage,
  standsAtEnd,
} from './log.ts'
import { card, typing } from './parts.ts'
import { COUNT, linked, reading, turning, wheel } from './scrolling.ts'

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
  typing,
  card,
]
