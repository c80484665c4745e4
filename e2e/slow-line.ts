import type { Page } from '@playwright/test'

const slow = async (page: Page, { latency = 0, up = -1 }: { latency?: number; up?: number }) => {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: up,
  })
}

/** Answers take so many milliseconds longer, as over a real line. */
export const slowAnswers = (page: Page, latency: number) => slow(page, { latency })

/** No more than so many bytes a second leave the browser. */
export const slowUploads = (page: Page, up: number) => slow(page, { up })
