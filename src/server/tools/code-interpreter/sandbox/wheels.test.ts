import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { strToU8, zipSync } from 'fflate'
import { afterAll, expect, test, vi } from 'vitest'

import { inKey, logsOf } from '#testing/python.ts'

import { createSandbox } from '../create-sandbox.ts'

// A start takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const wheels = mkdtempSync(join(tmpdir(), 'clew-wheels-'))
const sandbox = createSandbox({ wheels, spare: false })
afterAll(async () => {
  await sandbox.stop()
  rmSync(wheels, { recursive: true })
})

/** Writes a wheel and returns its checksum. */
const wheel = (file: string, contents: Record<string, string>): string => {
  const entries = Object.entries(contents).map(([path, text]) => [path, strToU8(text)])
  const bytes = zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>)
  writeFileSync(join(wheels, file), bytes)
  return createHash('sha256').update(bytes).digest('hex')
}

const listed = (file_name: string, sha256: string, imports: string[], depends: string[] = []) => ({
  file_name,
  sha256,
  imports,
  depends,
  install_dir: 'site',
})

wheel('plain_wheel-1.0-py3-none-any.whl', {
  'plain/__init__.py': 'from . import inner\nfrom other import value',
  'plain/inner.py': 'name = "inner"',
  'plain_wheel-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: plain-wheel\nVersion: 1.0\n',
})
wheel('other-1-py3-none-any.whl', { 'other.py': 'value = 41' })
wheel('native-1-cp314-cp314-manylinux_2_28_x86_64.whl', { 'native.py': '' })
// As much of it as the hooks rely on: backends by name, open figures, and pictures of them.
wheel('matplotlib-0-py3-none-any.whl', {
  'matplotlib/__init__.py': '',
  'matplotlib/figure.py': `class Figure:
    def __init__(self, name): self.name = name
    def savefig(self, file, format, bbox_inches): file.write((format + self.name).encode())`,
  'matplotlib/backends/__init__.py': '',
  'matplotlib/backends/backend_agg.py': 'FigureCanvas = FigureManager = 1',
  'matplotlib/pyplot.py': `import importlib, os
from .figure import Figure
backend = importlib.import_module(os.environ["MPLBACKEND"].removeprefix("module://"))
assert backend.FigureCanvas and not hasattr(backend, "new_figure_manager")
show, open = backend.show, {}
def get_fignums(): return list(open)
def figure(number): return open.setdefault(number, Figure(str(number)))
def close(which):
    for number in list(open):
        if which == "all" or open[number] is which: del open[number]`,
})
const lock = {
  packages: {
    numb: listed(
      'numb-1-py3-none-any.whl',
      wheel('numb-1-py3-none-any.whl', { 'numb.py': 'x = 1' }),
      ['numb'],
      ['dep'],
    ),
    dep: listed(
      'dep-1-py3-none-any.whl',
      wheel('dep-1-py3-none-any.whl', { 'dep_module.py': '' }),
      ['dep_module'],
    ),
    forged: listed('forged-1-py3-none-any.whl', '00', ['forged']),
    elsewhere: listed('elsewhere-1-py3-none-any.whl', '00', ['elsewhere']),
  },
}
wheel('forged-1-py3-none-any.whl', { 'forged.py': 'x = 1' })
writeFileSync(join(wheels, 'pyodide-lock.json'), JSON.stringify(lock))

const run = inKey(sandbox, 'thread_wheels')

test.each([
  ['import plain; plain.inner.name, plain.value + 1', /^\('inner', 42\)\n$/],
  ['from importlib.metadata import version; version("plain-wheel")', /^'1.0'\n$/],
  ['import importlib; importlib.import_module("numb").x', /^1\n$/],
  ['import os, sys; site = sys.path[-1]; "dep_module.py" in os.listdir(site)', /^True\n$/],
  ['import forged', /ImportError: forged-1-py3-none-any.whl is not the file that pyodide-lock/],
  ['import elsewhere', /ModuleNotFoundError[^]*elsewhere is not installed on this server/],
  ['import native', /native is not installed on this server/],
  ['try: import absent\nexcept ImportError: print("went on")', /^went on\n$/],
])('%s', async (code, logs) => {
  expect(logsOf(await run(code))).toMatch(logs)
})

test('figures are images: on show, when displayed, and those left open; each once', async () => {
  const { outputs } = await run(`import matplotlib.pyplot as plt
plt.figure(1); plt.figure(2); plt.show()
print("between")
plt.figure(3); plt.figure(4)`)
  const image = (text: string) => ({
    type: 'image',
    mediaType: 'image/png',
    bytes: Uint8Array.from(strToU8(text)),
  })
  const between = { type: 'logs', logs: 'between\n' }
  const expected = [image('png1'), image('png2'), between, image('png4'), image('png3')]
  expect(outputs).toEqual(expected)
  expect((await run('plt.get_fignums()')).outputs).toEqual([{ type: 'logs', logs: '[]\n' }])
})
