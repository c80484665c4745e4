import { gzipSync } from 'node:zlib'

import type { Page, Response } from '@playwright/test'

/** Counts the scripts a page loads from now on, as gzip would send them. */
export function scriptBytes(page: Page): () => Promise<number> {
  const scripts: Promise<number>[] = []
  // One that is still coming when the page is closed was not needed to open it.
  const count = (response: Response) =>
    response.body().then(
      (body) => gzipSync(body).length,
      () => 0,
    )
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(count(response))
  })
  return async () => (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0)
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
