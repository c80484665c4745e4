import { gzipSync } from 'node:zlib'

import type { Page, Response } from '@playwright/test'

/** The scripts a page has loaded, as gzip would send them. */
export interface Scripts {
  /** Bytes of those that were asked for up to a time of the page's clock. */
  until: (time: number) => Promise<number>
  /** Bytes of all that came. */
  all: () => Promise<number>
}

/** Notes the scripts a page loads from now on. */
export function watchScripts(page: Page): Scripts {
  const sizes = new Map<string, Promise<number>>()
  // One that is still coming when the page is closed was not needed to open it.
  const sizeOf = (response: Response) =>
    response.body().then(
      (body) => gzipSync(body).length,
      () => 0,
    )
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') {
      sizes.set(response.url(), sizeOf(response))
    }
  })
  const sum = async (wanted: Promise<number>[]) =>
    (await Promise.all(wanted)).reduce((total, bytes) => total + bytes, 0)
  return {
    until: async (time) => {
      const late = await page.evaluate(
        (until) =>
          performance
            .getEntriesByType('resource')
            .filter(({ startTime }) => startTime > until)
            .map(({ name }) => name),
        time,
      )
      return sum([...sizes].flatMap(([url, size]) => (late.includes(url) ? [] : [size])))
    },
    all: () => sum([...sizes.values()]),
  }
}

/** Runs in the page: follows a link to a message. @returns milliseconds until it has the focus */
export async function touched(messageId: string): Promise<number> {
  const started = performance.now()
  location.hash = messageId
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const active = document.activeElement?.closest<HTMLElement>('[data-message]')
    const box = active?.getBoundingClientRect()
    const shown = box && box.top < innerHeight && box.bottom > 0
    if (active?.dataset['message'] === messageId && shown) return performance.now() - started
    if (performance.now() - started > 10_000) throw new Error(`${messageId} was not reached`)
  }
}
