import { createHash } from 'node:crypto'

import { type FileSystem, type Node, bytesOf, entriesOf } from './emscripten.ts'

const DATA = '/mnt/data'
const DEPTH = 32

export interface Found {
  path: string
  bytes: Uint8Array
}

interface Seen {
  id: number
  ctime: number
  size: number
  hash: string
}

/**
 * What is below `/mnt/data`, read from Emscripten's own nodes and not through Python. Plain files
 * only: links are not followed, devices not read.
 */
export class DataFolder {
  readonly #fs: FileSystem
  #seen = new Map<string, Seen>()
  /** When it was last looked through: what changes in the same millisecond looks alike. */
  #looked = 0

  constructor(fs: FileSystem) {
    this.#fs = fs
    fs.mkdirTree(DATA)
  }

  /**
   * Takes the bytes as a file of this name, in place of any that is there.
   * @throws when there is no room, or a folder of that name
   */
  put(name: string, bytes: Uint8Array): void {
    const path = `${DATA}/${name}`
    try {
      this.#fs.mkdirTree(DATA)
      this.#fs.unlink(path)
    } catch {
      // There was none.
    }
    try {
      this.#fs.writeFile(path, bytes, { canOwn: true })
    } catch (error) {
      if (this.#entries().has(path)) this.#fs.unlink(path)
      throw error
    }
    const node = this.#entries().get(path)
    if (node) this.#seen.set(path, see(node))
  }

  /** What was made or changed since the last time. */
  changes(): Found[] {
    const before = this.#seen
    const now = new Map<string, Seen>()
    const changed: Found[] = []
    for (const [path, node] of this.#entries()) {
      const old = before.get(path)
      const same = old && this.#isUntouched(node, old)
      const seen = same ? old : see(node)
      now.set(path, seen)
      if (seen.hash !== old?.hash) changed.push({ path, bytes: contentOf(node) })
    }
    this.#seen = now
    this.#looked = Date.now()
    return changed
  }

  #isUntouched(node: Node, old: Seen): boolean {
    return (
      node.id === old.id &&
      node.ctime === old.ctime &&
      node.usedBytes === old.size &&
      node.ctime < this.#looked
    )
  }

  #entries(): Map<string, Node> {
    const found = new Map<string, Node>()
    const walk = (node: Node | undefined, path: string, depth: number): void => {
      if (!node) return
      if (this.#fs.isFile(node.mode)) found.set(path, node)
      if (!this.#fs.isDir(node.mode) || depth > DEPTH) return
      for (const [name, inside] of Object.entries(entriesOf(node))) {
        walk(inside, `${path}/${name}`, depth + 1)
      }
    }
    walk(child(child(this.#fs.root, 'mnt'), 'data'), DATA, 0)
    return found
  }
}

const child = (node: Node | undefined, name: string): Node | undefined => {
  const entries = node ? entriesOf(node) : {}
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

const contentOf = (node: Node): Uint8Array =>
  bytesOf(node)?.subarray(0, node.usedBytes) ?? new Uint8Array()

const see = (node: Node): Seen => ({
  id: node.id,
  ctime: node.ctime,
  size: node.usedBytes,
  hash: createHash('sha256').update(contentOf(node)).digest('base64'),
})
