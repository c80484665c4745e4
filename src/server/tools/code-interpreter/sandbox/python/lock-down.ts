import { registerHooks, syncBuiltinESMExports } from 'node:module'

const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/))

/** What is left of the globals: the language, and what Emscripten's files and clock need. */
const KEPT = words(`
  Object Function Array Number Boolean String Symbol BigInt Math Date RegExp Promise
  Proxy Reflect JSON Intl Atomics Iterator Map Set WeakMap WeakSet WeakRef
  FinalizationRegistry globalThis ArrayBuffer SharedArrayBuffer DataView Int8Array
  Uint8Array Int16Array Uint8ClampedArray Uint16Array Int32Array Uint32Array
  Float16Array Float32Array Float64Array BigInt64Array BigUint64Array Infinity NaN
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError
  URIError undefined isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent
  encodeURI encodeURIComponent escape unescape TextDecoder TextEncoder WebAssembly
  performance setTimeout clearTimeout setImmediate clearImmediate queueMicrotask
  structuredClone DOMException
`)

/** Node's modules by which something outside could be reached, or the rest of this be undone. */
const CLOSED = words(`
  child_process cluster dgram dns dns/promises fs fs/promises http http2 https
  inspector inspector/promises module net os process tls tty v8 vm wasi worker_threads
  node:sqlite
`)

/** What serves the channel to the server, and the process's end. */
const CHANNEL = words(`
  channel send _send disconnect _disconnect _channel _handleQueue _pendingMessage
  _events _eventsCount _maxListeners domain _exiting exitCode exit reallyExit _rawDebug
  _tickCallback noDeprecation
`)

const refuse = (): never => {
  throw new Error('closed')
}

/**
 * Takes from this realm whatever could reach outside, for good. Python does not get here at all
 * (see `Wall`); this is what it would find if it did. Whoever needs something must hold it already.
 */
export const lockDown = (): void => {
  process.removeAllListeners('warning')
  registerHooks({ resolve: refuse, load: refuse })
  emptyModules()
  emptyConstructors()
  emptyProcess()
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!KEPT.has(name)) Reflect.deleteProperty(globalThis, name)
  }
  const { versions } = process_
  Object.assign(globalThis, { process: { __proto__: null, versions: { node: versions.node } } })
}

const process_ = process

/** These lose their functions, also for those who imported them long ago. */
const emptyModules = (): void => {
  const sync = syncBuiltinESMExports
  // All of them first: one may need another to come up.
  const modules = [...CLOSED].map((name): unknown => process.getBuiltinModule(name))
  for (const exports of modules) {
    if (exports !== process && exports) emptyObject(exports)
  }
  sync()
}

const emptyObject = (exports: object): void => {
  const seen = [exports, ...Object.values(exports).filter((value) => typeof value === 'object')]
  for (const target of seen) {
    if (target === null) continue
    for (const key of Object.getOwnPropertyNames(target)) replace(target, key)
  }
}

/** Functions, and the methods of classes, that stand on an object. */
const replace = (target: object, key: string): void => {
  const property = Object.getOwnPropertyDescriptor(target, key)
  if (typeof property?.value !== 'function') return
  if (property.configurable) Object.defineProperty(target, key, { value: refuse })
  else if (property.writable) Reflect.set(target, key, refuse)
}

/** Every function leads to the one that makes functions from text. */
const emptyConstructors = (): void => {
  const makers = [function () {}, async function () {}, function* () {}, async function* () {}]
  for (const maker of makers) {
    const value = { name: 'Function' }
    Object.defineProperty(Object.getPrototypeOf(maker), 'constructor', { value })
  }
}

const emptyProcess = (): void => {
  const kept = new Set(['versions', 'nextTick', 'emitWarning', 'emit', 'on', 'connected'])
  for (const key of Object.getOwnPropertyNames(process)) {
    if (!kept.has(key) && !CHANNEL.has(key)) Reflect.deleteProperty(process, key)
  }
}
