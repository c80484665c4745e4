import { onTestFinished, vi } from 'vitest'

import type { App } from '#server/http/app-env.ts'

/** Lets the console's client reach the real app, as it does from a page of its own origin. */
export const onOwnOrigin = (app: App): void => {
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) =>
    app.request(path, {
      ...init,
      headers: {
        ...Object.fromEntries(new Headers(init.headers)),
        'sec-fetch-site': 'same-origin',
      },
    }),
  )
  onTestFinished(() => void vi.unstubAllGlobals())
}
