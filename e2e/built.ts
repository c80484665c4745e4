import { join } from 'node:path'

import type * as Scripted from '#server/models/providers/scripted/scripted.ts'
import type * as Start from '#server/start.ts'

/** A part of the server as `npm start` runs it, which needs no sources to be read first. */
const built = async <Part>(name: string): Promise<Part> =>
  // The cast: it was built of the source that the caller names.
  (await import(join(import.meta.dirname, '../dist/server', name))) as Part

export const { start, openData } = await built<typeof Start>('start.js')
export const createScriptedModel: typeof Scripted.createScriptedModel = (
  await built<typeof Scripted>('scripted.js')
).createScriptedModel
