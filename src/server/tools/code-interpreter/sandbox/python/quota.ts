import { type FileSystem, MB, type Module, type Node, bytesOf, entriesOf } from './emscripten.ts'

const ENOSPC = 51
const EAGAIN = 6
/** What a pipe holds until it is read; as on Linux. */
const PIPE_BYTES = 64 * 1024
/** Files, folders and links that may be there at once, Python's own aside. */
const MAX_NODES = 20_000

/** Files in memory are JavaScript's: they count against no limit of Python's, so against these. */
export const limitFiles = (fs: FileSystem, megabytes: number): void => {
  const quota = new Quota(fs, megabytes * MB)
  const folder = fs.root.node_ops
  const file = plainFile(fs)
  const { mknod, symlink } = folder
  const { write, msync } = file.stream_ops
  const { setattr } = file.node_ops
  if (!mknod || !symlink || !write || !msync || !setattr) throw new Error(CHANGED)

  folder.mknod = (...given) => quota.add(() => mknod(...given))
  folder.symlink = (...given) => quota.add(() => symlink(...given))
  file.stream_ops.write = (stream, buffer, offset, length, at, canOwn) => {
    quota.grow(stream.node, at + length)
    return write(stream, buffer, offset, length, at, canOwn)
  }
  // Of a file that is mapped into memory.
  file.stream_ops.msync = (stream, buffer, offset, length, flags) => {
    quota.grow(stream.node, offset + length)
    return msync(stream, buffer, offset, length, flags)
  }
  file.node_ops.setattr = (node, attributes) => {
    if (attributes.size !== undefined) quota.grow(node, attributes.size)
    setattr(node, attributes)
  }
}

/** Pipes, too: nobody else reads them, so what does not fit will never do. */
export const limitPipes = ({ FS, PIPEFS }: Module): void => {
  const { write } = PIPEFS.stream_ops
  if (!write) throw new Error(CHANGED)
  PIPEFS.stream_ops.write = (stream, buffer, offset, length, at) => {
    const buckets = stream.node.pipe?.buckets ?? []
    const held = buckets.reduce((sum, bucket) => sum + bucket.offset - bucket.roffset, 0)
    const room = PIPE_BYTES - held
    if (length > 0 && room <= 0) throw new FS.ErrnoError(EAGAIN)
    return write(stream, buffer, offset, Math.min(length, room), at)
  }
}

const CHANGED = 'Emscripten’s files have changed'

/** All plain files share the operations of the first. */
const plainFile = (fs: FileSystem): Node => {
  fs.writeFile('/tmp/.first', new Uint8Array())
  const { node } = fs.lookupPath('/tmp/.first')
  fs.unlink('/tmp/.first')
  return node
}

class Quota {
  readonly #fs: FileSystem
  readonly #most: number
  #bytes: number
  #nodes: number
  readonly #mostNodes: number

  constructor(fs: FileSystem, most: number) {
    this.#fs = fs
    const { bytes, nodes } = count(fs)
    this.#bytes = bytes
    this.#nodes = nodes
    this.#most = bytes + most
    this.#mostNodes = nodes + MAX_NODES
  }

  /** @throws {ErrnoError} ENOSPC */
  grow(node: Node, size: number): void {
    const held = bytesOf(node)?.byteLength ?? 0
    if (size <= held) return
    // As much as the file will be given, room to grow included.
    const more = Math.ceil(size * 1.125) - held
    if (this.#bytes + more > this.#most) this.#count()
    if (this.#bytes + more > this.#most) throw new this.#fs.ErrnoError(ENOSPC)
    this.#bytes += more
  }

  add(make: () => Node): Node {
    if (this.#nodes >= this.#mostNodes) this.#count()
    if (this.#nodes >= this.#mostNodes) throw new this.#fs.ErrnoError(ENOSPC)
    this.#nodes += 1
    return make()
  }

  /** What was deleted is found out only when room is short. */
  #count(): void {
    const { bytes, nodes } = count(this.#fs)
    this.#bytes = bytes
    this.#nodes = nodes
  }
}

/** Also of files that were deleted while they are open: they are kept until they are closed. */
const count = (fs: FileSystem): { bytes: number; nodes: number } => {
  let bytes = 0
  const seen = new Set<Node>()
  const open = [fs.root, ...fs.streams.flatMap((stream) => stream?.node ?? [])]
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    bytes += bytesOf(node)?.byteLength ?? 0
    for (const entry of Object.values(entriesOf(node))) open.push(entry)
  }
  return { bytes, nodes: seen.size }
}
