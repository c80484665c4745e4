import { join } from 'node:path'

type Start = typeof import('#server/start.ts')
type Scripted = typeof import('#server/models/providers/scripted/scripted.ts')

/** A part of the server as `npm start` runs it, which needs no sources to be read first. */
const built = async <Part>(name: string): Promise<Part> =>
  // The cast: it was built of the source that the caller names.
  (await import(join(import.meta.dirname, '../dist/server', name))) as Part

export const { start, openData } = await built<Start>('start.js')
export const createScriptedModel: Scripted['createScriptedModel'] = (
  await built<Scripted>('scripted.js')
).createScriptedModel
