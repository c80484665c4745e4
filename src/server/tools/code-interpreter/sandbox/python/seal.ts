/** What WebAssembly is given to call. */
type Imports = Record<string, unknown>

/** These stay as they are: time, random numbers, Emscripten's files in memory, and C's own needs. */
const KEPT = new RegExp(
  `^(${[
    '__syscall_\\w+',
    '(clock_res|clock_time)_get',
    'environ(_sizes)?_get',
    'fd_\\w+',
    'random_get',
    'proc_exit',
    'exit',
    '_?abort(_js)?',
    '__assert_fail',
    '__asctime_r',
    'ffi_\\w+',
    '_(gmtime|localtime|mktime|timegm|tzset|mmap|msync|munmap)_js',
    '_(dlopen|dlsym|dlsym_catchup)_js',
    'emscripten_(date_now|get_now|get_now_res|get_heap_max)',
    '_emscripten_(get_now_is_monotonic|get_progname|fs_load_embedded_files)',
    '_PyEM_TrampolineCall_JS',
    '_Py_CheckEmscriptenSignals_Helper',
    '_Py_emscripten_runtime',
    '_Unwind_\\w+',
    '__call_sighandler',
    'get_suspender',
    'getprotobyname',
    'stack(Alloc|Restore|Save)',
    'strptime(_l)?',
    'throw_no_gil',
    '_emscripten_runtime_keepalive_clear',
    'emscripten_runtime_keepalive_(push|pop)',
  ].join('|')})$`,
)

const ENOSYS = 52
const notThere = () => -ENOSYS
const EAI_FAIL = -4

/** What ordinary programs may try: these fail as where there is no such thing. */
const ABSENT: Imports = {
  _emscripten_system: notThere,
  _setitimer_js: notThere,
  // Whether a file is a socket: none is.
  _maybe_connect_async: () => null,
  _maybe_poll_async: () => null,
  _maybe_recvfrom_async: () => null,
  _maybe_sendto_async: () => null,
  _try_fcntl64: () => 0,
  _try_shutdown: () => 0,
  _emscripten_lookup_name: () => 0,
  getaddrinfo: () => EAI_FAIL,
  getnameinfo: () => EAI_FAIL,
  can_run_sync_js: () => 0,
  emscripten_debugger: () => {},
  emscripten_console_error: () => {},
  emscripten_console_log: () => {},
  emscripten_console_trace: () => {},
  emscripten_console_warn: () => {},
  emscripten_err: () => {},
  emscripten_errn: () => {},
  emscripten_log_formatted: () => {},
  _emscripten_log_formatted: () => {},
  emscripten_log_impl_js: () => {},
  ...Object.fromEntries(
    ['accept4', 'bind', 'connect', 'getpeername', 'getsockname', 'getsockopt', 'listen', 'recvfrom']
      .concat(['recvmsg', 'sendmsg', 'sendto', 'socket'])
      .map((name) => [`__syscall_${name}`, notThere]),
  ),
}

/** Python tried to leave WebAssembly by a way that is closed. It cannot go on. */
export class Breach extends Error {
  override name = 'Breach'
}

/**
 * The wall between Python and JavaScript. All that code in WebAssembly can do, whatever it makes of
 * its memory, is call its imports; so these are what is closed. Pyodide's own bridge to JavaScript
 * is needed to set Python up and shut with `seal`.
 */
export class Wall {
  #sealed = false
  readonly #heapLimit: number

  /** @param heapLimit of Python's memory, in bytes */
  constructor(heapLimit: number) {
    this.#heapLimit = heapLimit
  }

  /** Changes the imports in place: libraries that are loaded later link against the same object. */
  guard(imports: Imports): void {
    // Or a library could import what every object inherits.
    Object.setPrototypeOf(imports, null)
    for (const [name, value] of Object.entries(imports)) {
      if (typeof value !== 'function' || (KEPT.test(name) && !(name in ABSENT))) continue
      if (name === 'emscripten_resize_heap') imports[name] = this.#limited(value)
      else imports[name] = Object.assign(this.#closing(name, value), value)
    }
  }

  seal(): void {
    this.#sealed = true
  }

  #closing(name: string, original: Function): Function {
    const absent = ABSENT[name]
    return (...given: unknown[]): unknown => {
      if (!this.#sealed) return Reflect.apply(original, undefined, given)
      if (typeof absent === 'function') return Reflect.apply(absent, undefined, given)
      throw new Breach(name)
    }
  }

  #limited(original: Function): Function {
    const resize = (size: number): unknown =>
      size >>> 0 > this.#heapLimit ? 0 : Reflect.apply(original, undefined, [size])
    return Object.assign(resize, original)
  }
}
