/** The parts of Emscripten's file system in memory that its types leave out. */
export interface Node {
  id: number
  mode: number
  mtime: number
  ctime: number
  /** A folder's entries, or a file's bytes, of which there may be more than are used. */
  contents: Record<string, Node> | Uint8Array | Int8Array
  usedBytes: number
  node_ops: NodeOperations
  stream_ops: StreamOperations
}

export interface NodeOperations {
  setattr?: (node: Node, attributes: { size?: number }) => void
  mknod?: (parent: Node, name: string, mode: number, dev: number) => Node
  symlink?: (parent: Node, name: string, to: string) => Node
}

export interface StreamOperations {
  open?: (stream: Stream) => void
  close?: (stream: Stream) => void
  llseek?: (stream: Stream, offset: number, whence: number) => number
  read?: (stream: Stream, buffer: Uint8Array, offset: number, length: number, at: number) => number
  write?: (
    stream: Stream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    at: number,
    canOwn?: boolean,
  ) => number
  msync?: (
    stream: Stream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    flags: number,
  ) => number
}

export interface Stream {
  node: Node & { pipe?: Pipe }
  seekable?: boolean
}

/** What was written to it and not yet read: each buffer from `roffset` to `offset`. */
export interface Pipe {
  buckets: { offset: number; roffset: number }[]
}

export interface FileSystem {
  root: Node
  ErrnoError: new (errno: number) => Error
  isDir(mode: number): boolean
  isFile(mode: number): boolean
  makedev(major: number, minor: number): number
  registerDevice(device: number, operations: StreamOperations): void
  mkdev(path: string, device: number): void
  mkdirTree(path: string): void
  chdir(path: string): void
  unlink(path: string): void
  symlink(to: string, path: string): void
  /** By file descriptor. */
  streams: (Stream | null | undefined)[]
  lookupPath(path: string, options?: { follow?: boolean }): { node: Node }
  mknod(path: string, mode: number, device: number): Node
  writeFile(path: string, data: Uint8Array | string, options?: { canOwn?: boolean }): void
}

/** Emscripten's module: memory, files, and C functions by their name behind an underscore. */
export interface Module {
  FS: FileSystem
  PIPEFS: { stream_ops: StreamOperations }
  HEAPU8: Uint8Array
  API: { sitePackages: string }
  Py_EmscriptenSignalBuffer: number[]
  _Py_EMSCRIPTEN_SIGNAL_HANDLING: number
  _malloc(bytes: number): number
  _free(pointer: number): void
  _PyDict_New(): number
  _PyDict_GetItemString(dict: number, name: number): number
  _PyRun_StringFlags(
    text: number,
    start: number,
    globals: number,
    locals: number,
    flags: number,
  ): number
  _PyUnicode_FromStringAndSize(pointer: number, bytes: number): number
  _PyObject_CallOneArg(callable: number, argument: number): number
  _PyLong_AsLong(object: number): number
  _PyErr_Clear(): void
  _Py_DecRef(object: number): void
}

/** All that is allocated for a file, used or not; undefined for what is no plain file. */
export const bytesOf = ({ contents }: Node): Uint8Array | undefined =>
  ArrayBuffer.isView(contents)
    ? new Uint8Array(contents.buffer, contents.byteOffset, contents.byteLength)
    : undefined

/** A folder's entries. */
export const entriesOf = ({ contents }: Node): Record<string, Node> =>
  contents && !ArrayBuffer.isView(contents) ? contents : {}

export const MB = 1024 * 1024
