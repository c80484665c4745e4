import { existsSync } from 'node:fs'

import { afterAll, expect, test, vi } from 'vitest'

import { inKey, logsOf, madeBy, textFile } from '#testing/python.ts'

import { createSandbox } from '../create-sandbox.ts'

// A start takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const sandbox = createSandbox({
  limits: { logs: 2000, images: 3, madeFiles: 5, timeLimit: 20_000 },
})
afterAll(() => sandbox.stop())
const run = inKey(sandbox, 'thread_a')

test('what is printed, and the value of the last expression, in order', async () => {
  const code = 'import sys\nprint("out")\nprint("err", file=sys.stderr)\nprint("ü😀")\n{"a": [1]}'
  const { outputs, files } = await run(code)
  expect(outputs).toEqual([{ type: 'logs', logs: "out\nerr\nü😀\n{'a': [1]}\n" }])
  expect(files).toEqual([])
})

test.each([
  ['x = 1', ''],
  ['None', ''],
  ['x', '1\n'],
  ['x;', ''],
  ['', ''],
  ['# nothing', ''],
  ['_ + 1', '2\n'],
  ['"a\\nb"', "'a\\nb'\n"],
  ['import os; os.getcwd()', "'/mnt/data'\n"],
  ['__name__', "'__main__'\n"],
  ['os.getuid(), os.geteuid(), os.getgid(), os.getegid()', '(1000, 1000, 1000, 1000)\n'],
  ['import time, datetime; datetime.date(2026, 1, 2)', 'datetime.date(2026, 1, 2)\n'],
  ['def f(): return 7', ''],
  ['f()', '7\n'],
])('%s says %j; variables stay', async (code, logs) => {
  expect(logsOf(await run(code))).toBe(logs)
})

const hasZones = existsSync('/usr/share/zoneinfo/Europe/Oslo')

test.runIf(hasZones)('this machine’s time zones are there, and not where it is', async () => {
  const code = `import datetime, os, zoneinfo
at = lambda month: datetime.datetime(2026, month, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Oslo"))
str(at(1)), str(at(7)), os.path.exists("/usr/share/zoneinfo/localtime")`
  const [winter, summer] = ['2026-01-01 00:00:00+01:00', '2026-07-01 00:00:00+02:00']
  expect(logsOf(await run(code))).toBe(`('${winter}', '${summer}', False)\n`)
})

test('a time zone that is not there is told in plain words', async () => {
  const logs = logsOf(await run('import zoneinfo; zoneinfo.ZoneInfo("Europe/Atlantis")'))
  expect(logs).not.toContain('Pyodide')
  expect(logs).toMatch(/No time zone found with key Europe\/Atlantis'\n.*time zones\..*\n$/)
})

test('other keys have other variables and files', async () => {
  await run('mine = 1; open("mine.txt", "w").close()')
  const other = inKey(sandbox, 'thread_b')
  expect(logsOf(await other('mine'))).toContain("NameError: name 'mine' is not defined")
  expect(logsOf(await other('import os; os.listdir()'))).toBe('[]\n')
})

test('an error is told with the code’s own frames only', async () => {
  await run('def divide(a):\n    return 1 / a')
  const logs = logsOf(await run('print("before")\ndivide(0)'))
  expect(logs).toMatch(
    /^before\nTraceback \(most recent call last\):\n {2}File "<cell \d+>", line 2/,
  )
  expect(logs).toContain('return 1 / a')
  expect(logs).toMatch(/ZeroDivisionError: division by zero\n$/)
  expect(logs).not.toContain('clew')
  expect(logsOf(await run('def ('))).toMatch(/^ {2}File "<cell \d+>", line 1\n[^]*SyntaxError/)
  expect(logsOf(await run('!ls'))).toContain('this is plain Python')
})

test.each([
  ['import sys; sys.exit()', /^$/],
  ['raise SystemExit("why")', /SystemExit: why/],
  ['input("name? ")', /EOFError: input\(\) cannot ask/],
  ['breakpoint()', /^$/],
  ['raise KeyboardInterrupt', /KeyboardInterrupt/],
])('%s', async (code, logs) => {
  expect(logsOf(await run(code))).toMatch(logs)
  expect(logsOf(await run('x'))).toBe('1\n')
})

test('await at the top, tasks that go on in the next cell, asyncio.run', async () => {
  const code = `import asyncio
async def tick(n):
    await asyncio.sleep(0.01)
    return n
task = asyncio.create_task(tick(2))
await tick(1)`
  expect(logsOf(await run(code))).toBe('1\n')
  expect(logsOf(await run('await task'))).toBe('2\n')
  expect(logsOf(await run('asyncio.run(tick(3))'))).toBe('3\n')
  expect(logsOf(await run('await asyncio.to_thread(len, "four")'))).toBe('4\n')
  expect(logsOf(await run('await asyncio.Event().wait()'))).toContain('await would never end')
})

test('images stand where they were shown', async () => {
  const code = `class Png:
    def _repr_png_(self): return b"\\x89PNG"
class Svg:
    def _repr_svg_(self): return "<svg/>"
print("one")
display(Png(), "text")
print("two")
Svg()`
  const text = (bytes: string) => new TextEncoder().encode(bytes)
  expect((await run(code)).outputs).toEqual([
    { type: 'logs', logs: 'one\n' },
    { type: 'image', mediaType: 'image/png', bytes: Uint8Array.of(0x89, ...text('PNG')) },
    { type: 'logs', logs: "'text'\ntwo\n" },
    { type: 'image', mediaType: 'image/svg+xml', bytes: text('<svg/>') },
  ])
  const flood = logsOf(await run('for _ in range(9): display(Png())'))
  expect(flood).toBe(`${'<image/png>'.repeat(3)}[No more images are shown.]\n`)
})

test('files come in once under safe names, and out when made or changed', async () => {
  const files = [
    textFile('file-1', '../up/data.csv', 'a,b\n'),
    textFile('file-2', 'data.csv', 'c,d\n'),
    textFile('file-3', 'empty', ''),
  ]
  const inner = inKey(sandbox, 'thread_files')
  const read = await inner(
    'import glob; [(n, open(n).read()) for n in sorted(glob.glob("*"))]',
    files,
  )
  expect(logsOf(read)).toBe("[('data (2).csv', 'c,d\\n'), ('data.csv', 'a,b\\n'), ('empty', '')]\n")
  expect(read.files).toEqual([])

  const made = await inner(`import os
os.makedirs("out/deep")
open("out/deep/ä.txt", "w").write("new")
open("data.csv", "a").write("changed")
os.remove("empty")
open("/tmp/elsewhere", "w").write("no")`)
  expect(madeBy(made)).toEqual({
    '/mnt/data/out/deep/ä.txt': 'new',
    '/mnt/data/data.csv': 'a,b\nchanged',
  })
  // What was deleted is not sent again, and what is rewritten as it was has not changed.
  const same = await inner(
    'open("out/deep/ä.txt", "w").write("new"); os.path.exists("empty")',
    files,
  )
  expect([logsOf(same), same.files]).toEqual(['False\n', []])
  expect(madeBy(await inner('open("out/deep/ä.txt", "w").write("neu");'))).toEqual({
    '/mnt/data/out/deep/ä.txt': 'neu',
  })
})

test('a large file is whole on both ways', async () => {
  const inner = inKey(sandbox, 'thread_files')
  const big = textFile('file-big', 'big.txt', '0123456789'.repeat(500_000))
  const { files } = await inner(
    't = open("big.txt").read(); open("copy.txt", "w").write(t + "!");',
    [big],
  )
  expect(files.map(({ path, pieces }) => [path, Buffer.concat(pieces).byteLength])).toEqual([
    ['/mnt/data/copy.txt', 5_000_001],
  ])
})

test('more output and more files than there may be', async () => {
  const { outputs } = await run('for i in range(3000): print("line", i)')
  const [logs] = outputs.map((output) => (output.type === 'logs' ? output.logs : ''))
  expect(outputs).toHaveLength(1)
  expect(logs?.length).toBeLessThan(2200)
  expect(logs).toMatch(/\[The output is cut here: it is longer than 2000 characters\.\]\n$/)
  const many = await run('for i in range(9): open(f"n{i}", "w").write("x")')
  expect(many.files).toHaveLength(5)
  expect(logsOf(many)).toContain('4 of the files made are not handed over')
})

test('a module that is not there', async () => {
  const logs = logsOf(await run('import numpy as np'))
  expect(logs).toContain("ModuleNotFoundError: No module named 'numpy'")
  expect(logs).toContain('numpy is not installed on this server')
  expect(logsOf(await run('import tkinter'))).not.toContain('installed on this server')
})
