import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(js|css|html|svg|json|txt|webmanifest)$/
/** In bytes; below, the headers weigh more than what is saved. */
const SMALLEST = 1024

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

const compressFile = async (path: string) => {
  const bytes = await readFile(path)
  if (bytes.length < SMALLEST) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  await writeFile(`${path}.br`, await brotli(bytes, { params }))
  await writeFile(`${path}.gz`, await gzipped(bytes, { level: 9 }))
}

/** Leaves `.br` and `.gz` beside each text file of the console, so that no request waits for compression. */
export const precompress = (): Plugin => ({
  name: 'clew:precompress',
  apply: 'build',
  applyToEnvironment: ({ name }) => name === 'client',
  async writeBundle({ dir }) {
    if (!dir) return
    const names = await readdir(dir, { recursive: true })
    const paths = names.filter((name) => COMPRESSIBLE.test(name)).map((name) => join(dir, name))
    await Promise.all(paths.map(compressFile))
  },
})
