import { constants, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type * as PyodideLibrary from 'pyodide'

import type { Start } from '../protocol.ts'
import { DataFolder } from './data-folder.ts'
import { MB, type Module } from './emscripten.ts'
import { type Host, addDevices } from './host-device.ts'
import { limitFiles, limitPipes } from './quota.ts'
import { Wall } from './seal.ts'
import { SETUP } from './setup.ts'
import { addTimeZones } from './time-zones.ts'
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
  const module = await load(start, wall)
  const { FS } = module
  const data = new DataFolder(FS)
  addDevices(FS, host)
  const isDue = { now: () => false }
  // Python looks here for signals; it is told of one when time is up.
  module.Py_EmscriptenSignalBuffer = Object.defineProperty([0], 0, {
    get: () => (isDue.now() ? SIGINT : 0),
    set: () => {},
  })
  module.HEAPU8[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1
  const run = setUp(module)
  if (start.zones !== undefined) addTimeZones(FS, start.zones)
  limitFiles(FS, start.files)
  limitPipes(module)
  const { wheels: folder } = start
  const wheels = folder === undefined ? undefined : new Wheels(FS, folder, module.API.sitePackages)
  wall.seal()
  return {
    data,
    wheels,
    run: (code) => call(module, run, code),
    interruptWhen: (due) => void (isDue.now = due),
  }
}

const SIGINT = 2

/**
 * Python without Pyodide's own half: its bridge to JavaScript is left unfinished, and none of its
 * modules is ever imported. What is here speaks to Python through C.
 */
const load = async (start: Start, wall: Wall): Promise<Module> => {
  const at = (file: string) => pathToFileURL(join(start.pyodide, file)).href
  const { loadPyodide } = (await import(at('pyodide.mjs'))) as typeof PyodideLibrary
  const { default: create } = (await import(at('pyodide.asm.mjs'))) as Emscripten
  const lock = readFileSync(join(start.pyodide, 'pyodide-lock.json'), 'utf8')
  const { info } = JSON.parse(lock) as { info: object }
  return new Promise((resolve, reject) => {
    const createPyodideModule = (settings: Settings): Promise<never> => {
      // Else Python would tell where on this machine its program lies.
      settings.thisProgram = PROGRAM
      const { instantiateWasm } = settings
      settings.instantiateWasm = (imports, done) => {
        wall.guard(imports.env)
        return instantiateWasm(imports, done)
      }
      create(settings).then(resolve, reject)
      // Where the bridge would be built.
      return new Promise(() => {})
    }
    loadPyodide({
      indexURL: start.pyodide,
      jsglobals: Object.create(null) as object,
      // No packages but the operator's: nothing is ever fetched.
      lockFileContents: { info, packages: {} } as never,
      packageBaseUrl: '/none/',
      env: ENVIRONMENT,
      createPyodideModule: createPyodideModule as never,
    }).catch(reject)
  })
}

const PROGRAM = '/usr/bin/python3'

const ENVIRONMENT = {
  _: PROGRAM,
  HOME: '/tmp',
  LD_LIBRARY_PATH: '/usr/lib:/lib/python3.14/site-packages',
  MPLBACKEND: 'module://clew_figures',
  MPLCONFIGDIR: '/tmp/matplotlib',
  PYTHONBREAKPOINT: '0',
  PYTHONINSPECT: '1',
  TZ: 'UTC',
}

interface Settings {
  thisProgram?: string
  instantiateWasm: (imports: { env: Record<string, unknown> }, done: unknown) => unknown
}
interface Emscripten {
  default: (settings: Settings) => Promise<Module>
}

/** Runs Python's side, and returns its function that runs a cell. */
const setUp = (module: Module): number => {
  const globals = module._PyDict_New()
  // JSON's strings are Python's too.
  const program = `__name__ = 'clew'; __file__ = '<clew>'
exec(compile(${JSON.stringify(SETUP)}, __file__, 'exec'))`
  const done = withText(module, program, (text) =>
    module._PyRun_StringFlags(text, FILE_INPUT, globals, globals, 0),
  )
  const run = withText(module, 'run', (name) => module._PyDict_GetItemString(globals, name))
  if (done === 0 || run === 0) throw new Error('Python could not be set up')
  return run
}

const FILE_INPUT = 257

const withText = <T>(module: Module, text: string, read: (at: number, bytes: number) => T): T => {
  const bytes = new TextEncoder().encode(`${text.toWellFormed()}\0`)
  const at = module._malloc(bytes.byteLength)
  if (at === 0) throw new Error('no memory is left')
  module.HEAPU8.set(bytes, at)
  const result = read(at, bytes.byteLength - 1)
  module._free(at)
  return result
}

const call = (module: Module, callable: number, code: string): boolean => {
  const text = withText(module, code, (at, bytes) => module._PyUnicode_FromStringAndSize(at, bytes))
  const result = text === 0 ? 0 : module._PyObject_CallOneArg(callable, text)
  if (text !== 0) module._Py_DecRef(text)
  if (result === 0) {
    module._PyErr_Clear()
    throw new Error('the interpreter is broken')
  }
  const interrupted = module._PyLong_AsLong(result) !== 0
  module._Py_DecRef(result)
  return interrupted
}
