import { constants, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type * as PyodideLibrary from 'pyodide'

import type { Start } from '../protocol.ts'
import { DataFolder } from './data-folder.ts'
import { MB, type Module, type Pyodide } from './emscripten.ts'
import { type Host, addDevices } from './host-device.ts'
import { limitFiles } from './quota.ts'
import { Wall } from './seal.ts'
import { SETUP } from './setup.ts'
import { Wheels } from './wheels.ts'

/** Python, set up and walled in. */
export interface Python {
  data: DataFolder
  wheels: Wheels | undefined
  /** Runs a cell; true when it was interrupted. @throws what ended Python itself */
  run(code: string): boolean
  /** Asked every now and then while Python runs: whether it is to stop. */
  interruptWhen(isDue: () => boolean): void
}

/** @param host is called while Python runs */
export const boot = async (start: Start, host: Host): Promise<Python> => {
  // Pyodide would load child_process and a library for sockets to have the first; Emscripten asks the
  // second for numbers that it needs for a file system that is not used.
  Object.assign(globalThis, { require: () => undefined })
  Object.assign(process, { binding: () => ({ fs: constants }) })
  const wall = new Wall(start.memory * MB)
  const pyodide = await load(start, wall)
  const module = pyodide._module
  const { FS } = module
  const data = new DataFolder(FS)
  addDevices(FS, host)
  // Both go to the same place in the order in which they come.
  const writer = (stream: 0 | 1) => ({
    write: (bytes: Uint8Array) => {
      host.out(stream, bytes)
      return bytes.byteLength
    },
  })
  pyodide.setStdout(writer(0))
  pyodide.setStderr(writer(1))
  const globals = pyodide.runPython('{"__name__": "clew", "__file__": "<clew>"}') as Globals
  pyodide.runPython(SETUP, { globals, filename: '<clew>' } as object)
  const begin = module.PyProxy_getPtr(globals.get('begin'))
  const run = module.PyProxy_getPtr(globals.get('run'))
  const isDue = { now: () => false }
  // Python looks here for signals; it is told of one when time is up.
  const signals = Object.defineProperty([0], 0, {
    get: () => (isDue.now() ? SIGINT : 0),
    set: () => {},
  })
  pyodide.setInterruptBuffer(signals as never)
  limitFiles(FS, start.files)
  const site = `/lib/python${pyodide.version.startsWith('314') ? '3.14' : ''}/site-packages`
  const wheels = start.wheels === undefined ? undefined : new Wheels(FS, start.wheels, site)
  // From here on through C, past the bridge.
  if (module._PyObject_CallNoArgs(begin) === 0) throw new Error('Python could not be set up')
  wall.seal()
  return {
    data,
    wheels,
    run: (code) => call(module, run, code),
    interruptWhen: (due) => void (isDue.now = due),
  }
}

interface Globals {
  get(name: string): unknown
}

const SIGINT = 2

const load = async (start: Start, wall: Wall): Promise<Pyodide> => {
  const at = (file: string) => pathToFileURL(join(start.pyodide, file)).href
  const library = (await import(at('pyodide.mjs'))) as typeof PyodideLibrary
  const { default: create } = (await import(at('pyodide.asm.mjs'))) as Emscripten
  const { info } = JSON.parse(
    readFileSync(join(start.pyodide, 'pyodide-lock.json'), 'utf8'),
  ) as Lock
  const pyodide = await library.loadPyodide({
    indexURL: start.pyodide,
    jsglobals: Object.create(null) as object,
    // No packages but the operator's: nothing is ever fetched.
    lockFileContents: { info, packages: {} } as never,
    packageBaseUrl: '/none/',
    env: ENVIRONMENT,
    createPyodideModule: ((settings: Settings) => {
      const { instantiateWasm } = settings
      settings.instantiateWasm = (imports, done) => {
        wall.guard(imports.env)
        return instantiateWasm(imports, done)
      }
      return create(settings)
    }) as never,
  })
  return pyodide as Pyodide // its types leave out what stands behind an underscore
}

const ENVIRONMENT = {
  HOME: '/tmp',
  MPLBACKEND: 'module://clew_figures',
  MPLCONFIGDIR: '/tmp/matplotlib',
  PYTHONBREAKPOINT: '0',
  PYTHONINSPECT: '1',
  TZ: 'UTC',
}

interface Settings {
  instantiateWasm(imports: { env: Record<string, unknown> }, done: unknown): unknown
}
interface Emscripten {
  default: (settings: Settings) => Promise<unknown>
}
interface Lock {
  info: object
}

/** Through C, past the bridge that is closed by now. */
const call = (module: Module, callable: number, code: string): boolean => {
  const bytes = new TextEncoder().encode(code.toWellFormed())
  const pointer = module._malloc(bytes.byteLength + 1)
  if (pointer === 0) throw new Error('no memory is left')
  module.HEAPU8.set(bytes, pointer)
  const text = module._PyUnicode_FromStringAndSize(pointer, bytes.byteLength)
  module._free(pointer)
  const result = text === 0 ? 0 : module._PyObject_CallOneArg(callable, text)
  module._Py_DecRef(text)
  if (result === 0) {
    module._PyErr_Clear()
    throw new Error('the interpreter is broken')
  }
  const interrupted = module._PyLong_AsLong(result) !== 0
  module._Py_DecRef(result)
  return interrupted
}
