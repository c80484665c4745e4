import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'

/** Addresses of images as they are typed, by their thread. They stay until they are added or discarded. */
export const imageUrlDrafts = newDrafts<string>({
  prefix: 'clew.image-url.',
  empty: () => '',
  isEmpty: (url) => url === '',
  parse: (kept) => z.parse(z.string(), kept),
})
