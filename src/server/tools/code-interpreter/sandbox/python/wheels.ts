import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { unzipSync } from 'fflate'
import * as z from 'zod/mini'

import type { FileSystem } from './emscripten.ts'

/** What Pyodide's own list of its packages says of one. */
const Package = z.object({
  file_name: z.string(),
  sha256: z.string(),
  install_dir: z.string(),
  depends: z.array(z.string()),
  imports: z.array(z.string()),
})
type Package = z.infer<typeof Package>
const Lock = z.object({ packages: z.record(z.string(), Package) })

const LIBRARIES = '/usr/lib'
/** For any Python, or for this one. */
const FITS = /-(none-any|\w*_wasm32)\.whl$/

/** The operator's folder of wheels, from which packages are put before Python when it asks. */
export class Wheels {
  readonly #fs: FileSystem
  readonly #folder: string
  readonly #site: string
  readonly #files: ReadonlySet<string>
  readonly #packages: Record<string, Package>
  readonly #installed = new Set<string>()
  #byImport: Map<string, string> | undefined
  /** Held here: for everyone else they are closed when Python runs. */
  readonly #system = { openSync, fstatSync, readSync, closeSync }

  /** @param site Python's folder for packages */
  constructor(fs: FileSystem, folder: string, site: string) {
    this.#fs = fs
    this.#folder = folder
    this.#site = site
    this.#files = new Set(readdirSync(folder))
    this.#packages = this.#files.has('pyodide-lock.json')
      ? z.parse(Lock, JSON.parse(readFileSync(join(folder, 'pyodide-lock.json'), 'utf8'))).packages
      : {}
  }

  /**
   * Installs what a top-level module comes from, with what that needs.
   * @returns whether there was something to install
   * @throws when a file is not what the list says
   */
  install(module: string): boolean {
    const found = Object.entries(this.#packages).find(
      ([, { imports, file_name }]) => imports.includes(module) && this.#files.has(file_name),
    )
    if (found) return this.#installPackage(found[0])
    const file = this.#plainWheels().get(module)
    return file !== undefined && this.#unpack(file, this.#read(file))
  }

  #installPackage(name: string): boolean {
    const { [name]: entry } = this.#packages
    if (!entry || !this.#files.has(entry.file_name) || this.#installed.has(name)) return false
    this.#installed.add(name)
    for (const needed of entry.depends) this.#installPackage(needed)
    const bytes = this.#read(entry.file_name)
    if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) {
      throw new Error(`${entry.file_name} is not the file that pyodide-lock.json names`)
    }
    return this.#unpack(entry.file_name, bytes, entry.install_dir === 'dynlib')
  }

  /** Top-level module → wheel, for those that the list does not have. */
  #plainWheels(): ReadonlyMap<string, string> {
    if (this.#byImport) return this.#byImport
    const listed = new Set(Object.values(this.#packages).map(({ file_name }) => file_name))
    this.#byImport = new Map()
    for (const file of this.#files) {
      if (!FITS.test(file) || listed.has(file)) continue
      for (const module of topLevel(this.#read(file))) {
        this.#byImport.set(module, file)
      }
    }
    return this.#byImport
  }

  #read(file: string): Uint8Array {
    const { openSync, fstatSync, readSync, closeSync } = this.#system
    const descriptor = openSync(join(this.#folder, file), 'r')
    const bytes = new Uint8Array(fstatSync(descriptor).size)
    let at = 0
    for (let got = 1; got > 0 && at < bytes.byteLength; at += got) {
      got = readSync(descriptor, bytes, at, bytes.byteLength - at, at)
    }
    closeSync(descriptor)
    return bytes.subarray(0, at)
  }

  #unpack(file: string, bytes: Uint8Array, isLibrary = false): true {
    const made = new Set<string>()
    for (const [path, content] of Object.entries(unzipSync(bytes))) {
      const inside = path.replace(/^[^/]+\.data\/(purelib|platlib)\//, '')
      if (inside.endsWith('/') || inside.split('/').includes('..')) continue
      const target = isLibrary
        ? `${LIBRARIES}/${inside.split('/').at(-1)}`
        : `${this.#site}/${inside}`
      const folder = target.slice(0, target.lastIndexOf('/'))
      if (!made.has(folder)) this.#fs.mkdirTree(folder)
      made.add(folder)
      this.#fs.writeFile(target, content, { canOwn: true })
    }
    this.#installed.add(file)
    return true
  }
}

/** What can be imported from a wheel: its outermost folders and modules. */
const topLevel = (wheel: Uint8Array): Set<string> => {
  const modules = new Set<string>()
  const filter = ({ name }: { name: string }): boolean => {
    const [first = '', ...rest] = name.replace(/^[^/]+\.data\/(purelib|platlib)\//, '').split('/')
    const isModule = rest.length > 0 || /\.(py|so)$/.test(first)
    if (isModule && !/\.(dist-info|data|libs)$/.test(first)) modules.add(first.split('.')[0] ?? '')
    return false
  }
  unzipSync(wheel, { filter })
  return modules
}
