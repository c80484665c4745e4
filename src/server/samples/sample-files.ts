import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { FileObject } from '#contract/file.ts'
import type { Services } from '#server/services.ts'

/** Which sample files there are; all are drawn or written for these samples. */
export const SAMPLE_FILES = {
  'gate-board.webp': 'vision',
  'return-label.webp': 'vision',
  'receipt-2217.webp': 'vision',
  'refunds-by-week.png': 'assistants_output',
  'refunds-by-week.csv': 'assistants_output',
  'e-ticket-7KQ2MD.pdf': 'assistants',
  'fare-rules.md': 'assistants',
  'receipts.csv': 'assistants',
  'webhook.log': 'assistants',
} as const satisfies Record<string, FileObject['purpose']>

export type SampleFileName = keyof typeof SAMPLE_FILES
export type SampleFiles = Record<SampleFileName, FileObject>

/** The folder is beside this file in the sources, and two or three levels up from the bundled server. */
const FOLDERS = ['./', '../../src/server/samples/', '../../../src/server/samples/']

async function readAsset(name: string): Promise<Uint8Array> {
  let failure: unknown
  for (const folder of FOLDERS) {
    try {
      return await readFile(join(import.meta.dirname, folder, 'assets', name))
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}

/** New file objects for all samples; nothing is written yet. */
export async function newSampleFiles(
  { newId }: Pick<Services, 'newId'>,
  createdAt: number,
): Promise<{ files: SampleFiles; bytes: Map<string, Uint8Array> }> {
  const bytes = new Map<string, Uint8Array>()
  const entries: [string, FileObject][] = []
  for (const [filename, purpose] of Object.entries(SAMPLE_FILES)) {
    const content = await readAsset(filename)
    const id = newId('file')
    bytes.set(id, content)
    entries.push([
      filename,
      {
        id,
        object: 'file',
        bytes: content.length,
        created_at: createdAt,
        filename,
        purpose,
        status: 'processed',
      },
    ])
  }
  // Every name of SAMPLE_FILES has just been given its object.
  return { files: Object.fromEntries(entries) as SampleFiles, bytes }
}

/** Keeps the bytes, then the rows. */
export async function storeSampleFiles(
  { bytes: kept, store }: Pick<Services, 'bytes' | 'store'>,
  files: SampleFiles,
  bytes: Map<string, Uint8Array>,
): Promise<void> {
  for (const file of Object.values(files)) {
    const content = bytes.get(file.id) ?? new Uint8Array()
    await kept.write(file.id, chunks(content), content.length)
    await store.insertFile(file)
  }
}

async function* chunks(content: Uint8Array) {
  yield content
}
