import assert from 'node:assert/strict'

import { buildMessage } from '#testing/builders.ts'

import { type Journey, BOX, eventually, focusComposer, placeOf, showsMessage } from './log.ts'

/** As long as a customer writes who tells everything. */
const LONG = 'Where is my parcel? It should have been here on Tuesday.\n'.repeat(90)
const KEYS = 'and more words to be read'
/** How much longer a key may take in the composer than in a bare box of the same text, in milliseconds. */
const DEARER_MS = 20
const ROUNDS = 4

/** Writes down how long each key takes to be painted. */
const WATCH = `window.taken = []; if (!window.watched) { window.watched = true; addEventListener('keydown', () => { const from = performance.now(); requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => window.taken.push(performance.now() - from); port2.postMessage(0); }); }, { capture: true }); }`
const PUT = `const put = (box) => { Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, ${JSON.stringify(LONG)}); box.dispatchEvent(new Event('input', { bubbles: true })); box.focus(); box.setSelectionRange(box.value.length, box.value.length); };`

export const typing: Journey = {
  name: 'a key in a long text costs little more in the composer than in a bare box',
  async go({ page, url, seed }) {
    const thread = await seed.longThread(40)
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, 'message 40')
    await focusComposer(page)
    const median = async (box: string) => {
      await page.evaluate(`${WATCH} ${box}.focus();`)
      await page.type(KEYS)
      const taken = await eventually(
        'all keys are painted',
        () => page.evaluate<number[]>('return window.taken;'),
        ({ length }) => length === KEYS.length,
      )
      return taken.toSorted((a, b) => a - b)[Math.floor(KEYS.length / 2)] ?? Number.NaN
    }
    await page.evaluate(
      `${BOX} const { width } = box.getBoundingClientRect(); const bare = document.createElement('textarea'); bare.className = box.className; bare.style.cssText = 'position: fixed; inset: 0 auto auto 0; field-sizing: fixed; height: 12rem; width: ' + width + 'px'; document.body.append(bare); window.boxes = { composer: box, bare }; ${PUT} put(bare); put(box);`,
    )
    // In turn, and the best of each: a machine that is busy for a moment is so for one of them.
    const [composer, bare]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round += 1) {
      composer.push(await median('window.boxes.composer'))
      bare.push(await median('window.boxes.bare'))
    }
    const [own, least] = [Math.min(...composer), Math.min(...bare)]
    const told = `a key takes ${own.toFixed(1)} ms, and ${least.toFixed(1)} ms in a bare box`
    assert.ok(own - least <= DEARER_MS, told)
    console.log(`  ${told}`)
  },
}

const MARK = '【4:0†policy.md】'
const SAID = `Refunds take five days${MARK}.`

export const card: Journey = {
  name: 'the card of a source is as large as what it says, and its file can be had',
  async go({ page, url, seed }) {
    const { id } = await seed.file('policy.md')
    const at = SAID.indexOf(MARK)
    const quoted = {
      type: 'file_citation' as const,
      text: MARK,
      start_index: at,
      end_index: at + MARK.length,
      file_citation: { file_id: id, quote: 'within five days' },
    }
    const text = { value: SAID, annotations: [quoted] }
    const thread = await seed.imported([
      buildMessage({ role: 'assistant', content: [{ type: 'text', text }] }),
    ])
    await page.open(`${url}/threads/${thread.id}`)
    await showsMessage(page, 'Refunds take five days')
    const number = await placeOf(page, 'article button', 'Source 1')
    assert.ok(number)
    await page.click(number.x, number.y)
    const shown = await eventually('the card is open, and its file is there', () =>
      page.evaluate<{ width: number; height: number; inside: boolean; above: boolean } | null>(
        `const card = document.querySelector('[role=dialog]:popover-open'); const link = [...(card?.querySelectorAll('a') ?? [])].find((one) => one.textContent.includes('Download')); if (!link) return null; const box = card.getBoundingClientRect(); const file = link.getBoundingClientRect(); return { width: box.width, height: box.height, inside: file.bottom <= box.bottom && file.right <= box.right + 1, above: box.bottom <= innerHeight };`,
      ),
    )
    assert.ok(shown)
    assert.ok(shown.width <= 352 && shown.height <= 150, `it is ${shown.width} by ${shown.height}`)
    assert.ok(shown.inside && shown.above, 'its file is within it, and all of it on the screen')
  },
}
