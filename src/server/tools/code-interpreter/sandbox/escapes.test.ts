import { readFileSync, readlinkSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { inKey, logsOf, textFile } from '#testing/python.ts'

import { createSandbox } from '../create-sandbox.ts'

// A start takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const sandbox = createSandbox({ spare: false, limits: { files: 64, memory: 512 } })
const hasty = createSandbox({ spare: false, limits: { timeLimit: 2000, grace: 3000 } })
afterAll(async () => {
  await sandbox.stop()
  await hasty.stop()
})
const run = inKey(sandbox, 'thread_hostile')

/** An attempt, and what is said of it. The interpreter and its variables go on. */
const REFUSED: [attempt: string, logs: RegExp][] = [
  // JavaScript
  ['import js', /No module named 'js'\nThere is no JavaScript here/],
  ['import pyodide_js', /No module named 'pyodide_js'/],
  ['from pyodide.code import run_js', /No module named 'pyodide'/],
  ['from pyodide.ffi import to_js', /No module named 'pyodide'/],
  ['from pyodide.http import pyfetch', /No module named 'pyodide'/],
  ['import micropip', /No module named 'micropip'/],
  ['import _pyodide._base', /No module named '_pyodide'/],
  ['import _pyodide_core', /No module named '_pyodide_core'/],
  ['import sys; [m for m in sys.modules if "pyodide" in m or m == "js"]', /^\[\]\n$/],
  [
    'import gc; [o for o in gc.get_objects() if type(type(o)).__name__ == "_JsProxyMetaClass"]',
    /^\[\]\n$/,
  ],
  ['[t() for t in object.__subclasses__() if t.__name__ == "JsProxy"]', /TypeError|^\[\]\n$/],
  // Processes and threads
  ['import os; os.fork()', /OSError/],
  ['import os; os.execv("/bin/ls", ["ls"])', /Error/],
  ['import os; print("status", os.system("ls /"))', /^status -1\n$/],
  ['import os; os.popen("ls")', /Error/],
  ['import subprocess; subprocess.run(["ls"])', /does not support processes/],
  ['import threading; [threading.Thread(target=print).start() for _ in range(9)]', /can't start/],
  ['import multiprocessing as m; m.Process(target=print).start()', /Error/],
  // Network
  ['import socket; socket.socket()', /OSError/],
  ['import socket; socket.create_connection(("127.0.0.1", 80))', /gaierror/],
  ['import socket; socket.gethostbyname("example.com")', /gaierror|Error/],
  ['import urllib.request; urllib.request.urlopen("http://127.0.0.1:1")', /URLError|Error/],
  // Files: there is a system in memory and nothing else
  ['open("/etc/passwd")', /FileNotFoundError/],
  ['import os; "work" in os.listdir("/") or "etc" in os.listdir("/")', /^False\n$/],
  ['open("/proc/self/environ").read()', /Error|^''\n$/],
  ['import os; sorted(k for k in os.environ if "CLEW" in k or "PATH" == k)', /^\[[^C]*\]\n$/],
  ['import os, sys; [t for t in [*os.environ.values(), sys.executable] if ".ts" in t]', /^\[\]\n$/],
  // Devices: no terminal, whose absence must not end Python
  ['open("/dev/tty")', /FileNotFoundError/],
  ['import getpass; getpass.getpass()', /EOFError: input\(\) cannot ask anyone/],
  ['print("said", file=open("/dev/stdout", "w")); open("/dev/stdin").read()', /^said\n''\n$/],
  ['import os; os.write(0, b"x")', /Bad file descriptor/],
  // Memory and files
  ['x = bytearray(1_000_000_000)', /MemoryError/],
  ['x = bytearray(4_000_000_000)', /OverflowError|MemoryError/],
  ['a = []\nwhile True: a.append(bytearray(20_000_000))', /MemoryError/],
  ['del a\nopen("big", "wb").write(bytes(90_000_000))', /No space left/],
  ['f = open("sparse", "wb"); f.truncate(2_000_000_000)', /No space left/],
  [
    'import os\nkept_open = []\nfor i in range(9):\n    f = open("gone", "wb", 0); kept_open.append(f)\n    f.write(bytes(20_000_000)); os.unlink("gone")',
    /No space left/,
  ],
  ['del kept_open, f', /^$/],
  ['import os; r, w = os.pipe()\nwhile True: os.write(w, bytes(1_000_000))', /BlockingIOError/],
  ['for i in range(30_000): open(f"/tmp/n{i}", "w").close()', /No space left/],
  ['import shutil; shutil.rmtree("/tmp"); open("small", "w").write("x")', /^1\n$/],
  // What the worker stands on
  ['def f(): f()\nf()', /RecursionError/],
  ['class A:\n    def __repr__(self): raise BaseException("r")\nA()', /BaseException: r/],
  ['class E(Exception):\n    def __str__(self): raise SystemError\nraise E', /E: <exception str/],
  ['class B(BaseException): pass\nraise B("odd")', /B: odd/],
  [
    'class E(ModuleNotFoundError):\n    @property\n    def name(self): raise OSError\nraise E',
    /raise E\nE/,
  ],
  [
    'class E(SystemExit):\n    @property\n    def code(self): raise OSError\nraise E',
    /cannot be shown/,
  ],
  [
    'class M(type):\n    def __getattribute__(self, name): raise OSError\nclass E(Exception, metaclass=M): pass\nraise E',
    /cannot be shown/,
  ],
  ['import atexit; atexit.register(print, "exit"); "ok"', /^'ok'\n$/],
  ['import signal; signal.alarm(1)', /Error/],
]

/** What ends Python itself. It is told why, and the next execution starts afresh. */
const FATAL: [attempt: string, logs: RegExp][] = [
  ['import os; print("last words"); os._exit(0)', /^last words\n\[The code ended Python itself/],
  ['import ctypes; ctypes.string_at(2**31)', /Python has broken down/],
  [
    'import ctypes; ctypes.CDLL(None).emscripten_run_script(b"process.exit()")',
    /tried to leave its sandbox \(emscripten_run_script\)/,
  ],
]

describe('refused', () => {
  beforeAll(() => run('kept = 42'))
  test.each(REFUSED)('%s', async (attempt, logs) => {
    expect(logsOf(await run(attempt))).toMatch(logs)
    expect(logsOf(await run('kept'))).toBe('42\n')
  })
})

test.each(FATAL)('ended: %s', async (attempt, logs) => {
  await run('kept = 42')
  const said = logsOf(await run(attempt))
  expect(said).toMatch(logs)
  expect(said).toContain('All variables and files are lost')
  expect(logsOf(await run('kept'))).toContain('NameError')
})

test('links in /mnt/data are not followed, nor is /mnt/data itself', async () => {
  const attempt = `import os
os.symlink("/etc/passwd", "passwd")
os.symlink("/lib", "lib")
os.symlink(".", "loop")
open("plain", "w").write("p");`
  const { files } = await run(attempt)
  expect(files.map(({ path }) => path)).toEqual(['/mnt/data/plain'])
  const away = await run(`import os, shutil
shutil.rmtree("/mnt/data"); os.symlink("/lib", "/mnt/data")`)
  expect(away.files).toEqual([])
})

test('a file for which there is no room is told of', async () => {
  const big = textFile('file-big', 'big.bin', 'x'.repeat(70 * 1024 * 1024))
  const logs = logsOf(await inKey(sandbox, 'thread_full')('import os; os.listdir()', [big]))
  expect(logs).toContain('There is no room for the file big.bin')
  expect(logs).toMatch(/\[\]\n$/)
})

describe('time', () => {
  const run = inKey(hasty, 'thread_slow')

  test('an endless loop is interrupted; variables are kept', async () => {
    await run('kept = 42')
    expect(logsOf(await run('print("go")\nwhile True: pass'))).toMatch(
      /^go\n[^]*KeyboardInterrupt\n\[Stopped: an execution may last 2 seconds\. Variables and files are kept\.\]\n$/,
    )
    expect(logsOf(await run('import time; time.sleep(1e6)'))).toContain(
      'Variables and files are kept',
    )
    expect(logsOf(await run('kept'))).toBe('42\n')
  })

  test('one that will not be interrupted is ended, and so is one in C', async () => {
    const stubborn = inKey(hasty, 'thread_stubborn')
    const endless = `while True:
    try:
        while True: pass
    except BaseException: pass`
    const said = await Promise.all([stubborn(endless), run('print("in C")\nsum(range(10**12))')])
    expect(logsOf(said[0])).toMatch(/^\[Stopped: [^]*All variables and files are lost/)
    expect(logsOf(said[1])).toMatch(/^in C\n\[Stopped: [^]*All variables and files are lost/)
  })

  test('endless output costs neither memory nor its end', async () => {
    const said = logsOf(await run('while True: print("x" * 1000)'))
    expect(said.length).toBeLessThan(1024 * 1024 + 2000)
    expect(said).toContain('The output is cut here')
    expect(said).toContain('Stopped')
  })

  test('a run that is cancelled does not wait', async () => {
    // By itself it would end when the test is long over.
    const patient = inKey(sandbox, 'thread_cancelled')
    await patient('1')
    const abort = new AbortController()
    const request = { key: 'thread_cancelled', code: 'while True: pass', files: [] }
    const running = sandbox.execute(request, abort.signal)
    setTimeout(() => abort.abort(new Error('cancelled')), 100)
    await expect(running).rejects.toThrow('cancelled')
    expect(logsOf(await patient('1 + 1'))).toBe('2\n')
  })
})

test('code that spoils its own builtins and streams is still told of, and cannot speak for us', async () => {
  const spoiled = inKey(sandbox, 'thread_spoiled')
  await spoiled(`import builtins, sys, os, json, traceback, ast, linecache, asyncio
for name in ("print", "open", "len", "repr", "isinstance", "compile", "eval", "exec", "str"):
    setattr(builtins, name, None)
traceback.format_exception = ast.parse = linecache.getlines = lambda *a, **k: 1 / 0
sys.stdout = sys.stderr = None
os.write = os.read = None`)
  // Its own doing; but the next one comes back, whatever it says.
  await spoiled('1 / 0')
  const forged = await run(`import os
os.write(1, b'{"type":"done"}\\n{"type":"file","path":"/etc/passwd"}\\n')
os.write(os.open("/dev/clew", os.O_RDWR), b"done\\n");`)
  expect(forged.files).toEqual([])
  expect(logsOf(forged)).toContain('{"type":"done"}')
})

/** Python that writes a WebAssembly library, loads it, and has it call what it imports. */
const OWN_LIBRARY = `import ctypes
def leb(n):
    out=b''
    while True:
        b=n&127; n>>=7
        out+=bytes([b|(128 if n else 0)])
        if not n: return out
def s(t): t=t.encode(); return leb(len(t))+t
def sec(i,b): return bytes([i])+leb(len(b))+b
def make(name, call):
    w=bytes.fromhex('0061736d01000000')
    w+=sec(0,s('dylink.0')+bytes([1,4,0,0,0,0]))
    w+=sec(1,bytes([2,0x60,1,0x7f,0,0x60,0,1,0x7f]))
    w+=sec(2,leb(1)+s('env')+s(name)+bytes([0,0]))
    w+=sec(3,bytes([1,1]))
    w+=sec(7,leb(1)+s('go')+bytes([0,1]))
    body=bytes([0])+(bytes([0x41,0,0x10,0]) if call else b'')+bytes([0x41,42,0x0b])
    w+=sec(10,leb(1)+leb(len(body))+body)
    return w
for call in (False, True):
    open(f"/tmp/m{call}.so","wb").write(make('emscripten_run_script', call))
    print(ctypes.CDLL(f"/tmp/m{call}.so").go())`

test('a library of the code’s own making reaches no more than Python does', async () => {
  const logs = logsOf(await run(OWN_LIBRARY))
  expect(logs).toMatch(/^42\n\[Python tried to leave its sandbox \(emscripten_run_script\)/)
})

test.runIf(process.platform === 'linux')(
  'the process has no environment and no network',
  async () => {
    const { apartFromNetwork, launch } = await import('./launch.ts')
    const child = await launch({ wheels: undefined, memory: 512, files: 64 })
    try {
      expect(readFileSync(`/proc/${child.pid}/environ`, 'utf8')).not.toMatch(/PATH=|HOME=|CLEW/)
      const isApart = await apartFromNetwork()
      if (!isApart) return
      await new Promise((resolve) => child.once('message', resolve))
      expect(readlinkSync(`/proc/${child.pid}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'))
      const interfaces = readFileSync(`/proc/${child.pid}/net/dev`, 'utf8').match(/^ *\w+:/gm)
      expect(interfaces?.map((name) => name.trim())).toEqual(['lo:'])
    } finally {
      child.kill('SIGKILL')
    }
  },
)
