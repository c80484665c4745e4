import { onTestFinished, vi } from 'vitest'

import type { App } from '#server/http/app-env.ts'

/** Lets the console's client reach the real app, as it does from a page of its own origin; others are asked as ever. */
export const onOwnOrigin = (app: App): void => {
  const { fetch } = globalThis
  vi.stubGlobal('fetch', async (asked: string | Request | URL, init: RequestInit = {}) =>
    typeof asked === 'string' && asked.startsWith('/')
      ? app.request(asked, {
          ...init,
          headers: {
            ...Object.fromEntries(new Headers(init.headers)),
            'sec-fetch-site': 'same-origin',
          },
        })
      : fetch(asked, init),
  )
  onTestFinished(() => void vi.unstubAllGlobals())
}
