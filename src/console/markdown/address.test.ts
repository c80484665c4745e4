import { describe, expect, it } from 'vitest'

import { addressesIn } from './address.ts'

const written = (text: string) => addressesIn(text).map(({ start, end }) => text.slice(start, end))

describe('addressesIn', () => {
  it.each([
    ['访问 https://example.com/docs（中文说明）', 'https://example.com/docs'],
    ['请看https://example.com/docs。谢谢', 'https://example.com/docs'],
    ['在https://example.com，以及别处', 'https://example.com'],
    ['「https://example.com/a」', 'https://example.com/a'],
    ['https://example.com/a、https', 'https://example.com/a'],
    ['地址：https://example.com/a：说明', 'https://example.com/a'],
    ['【https://example.com/a】', 'https://example.com/a'],
    ['《https://example.com/a》', 'https://example.com/a'],
    ['“https://example.com/a”', 'https://example.com/a'],
    ['https://example.com/a？b', 'https://example.com/a'],
    ['https://example.com/a！', 'https://example.com/a'],
    ['https://example.com/a；', 'https://example.com/a'],
    ['https://example.com/a～b', 'https://example.com/a'],
    ['https://example.com/a……等', 'https://example.com/a'],
    ['https://example.com/a——说明', 'https://example.com/a'],
    ['https://example.com｡', 'https://example.com'],
    ['https://example.com是我们的网站', 'https://example.com'],
    ['https://example.com/docs查看详情', 'https://example.com/docs'],
    ['https://example.com/aを参照', 'https://example.com/a'],
    ['https://example.com/docsを参照', 'https://example.com/docs'],
    ['https://example.com에서 확인', 'https://example.com'],
    ['https://example.com/docs를 보세요', 'https://example.com/docs'],
    ['ดูที่ https://example.com/docsครับ', 'https://example.com/docs'],
    ['http://localhost:3000/a。', 'http://localhost:3000/a'],
    ['انظر https://example.com/docs، ثم', 'https://example.com/docs'],
    ['هل https://example.com/docs؟', 'https://example.com/docs'],
    ['https://example.com/docs। अगला', 'https://example.com/docs'],
    ['**https://example.com/a**。', 'https://example.com/a'],
    ['https://example.com/a**说明**', 'https://example.com/a'],
    ['https://example.com/docs👍', 'https://example.com/docs'],
    ['https://example.com/docs**and more', 'https://example.com/docs'],
    ['https://example.com/x:**text', 'https://example.com/x'],
    ['https://example.com/x**y** z', 'https://example.com/x'],
    ['参见www.example.com。', 'www.example.com'],
    ['{"url":"https://a.example/x","b":1}', 'https://a.example/x'],
    ['(https://a.example/x_(y)).', 'https://a.example/x_(y)'],
    ['[https://a.example/x]', 'https://a.example/x'],
    ['see https://a.example/x?y=1&copy;.', 'https://a.example/x?y=1'],
    ['联系 a.b@example.com。', 'a.b@example.com'],
    ['mailto:a@b.example?subject=x%20y.', 'mailto:a@b.example?subject=x%20y'],
  ])('ends where the address ends: %s', (text, address) => {
    expect(written(text)[0]).toBe(address)
  })

  it.each([
    'https://zh.wikipedia.org/wiki/北京',
    'https://zh.wikipedia.org/wiki/C语言',
    'https://zh.wikipedia.org/wiki/Wikipedia:首页',
    'https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ',
    'https://ja.wikipedia.org/wiki/東京_(曖昧さ回避)',
    'https://example.com/search?q=北京&lang=zh',
    'https://例え.テスト/道/ファイル',
    'https://موقع.example/صفحة/1',
    'https://ru.wikipedia.org/wiki/XML-схема',
    'https://th.wikipedia.org/wiki/กรุงเทพ',
    'https://en.wikipedia.org/wiki/Bose–Einstein_condensate',
    'https://bücher.example/größe',
    'https://a.example/%E4%B8%AD#x-y_z',
    'https://a.example/b_c*d*e?f=g,h;i',
    'https://a.example/**/x/*.ts',
    'https://a.example:8443/p/a~b/',
  ])('keeps what belongs to it: %s', (address) => {
    expect(written(address)).toEqual([address])
    expect(written(`(${address})`)).toEqual([address])
    expect(written(`${address}。`)).toEqual([address])
  })

  it.each([
    'http://',
    'https://-',
    'www.',
    'www.x',
    'xhttps://',
    'a@b',
    '@b.example',
    'awww.a.b',
    'react@18.2.0',
    '@scope/pkg@1.2.3-beta.1',
    'user@10.0.0.1',
    'a@b.c-',
  ])('finds none in %s', (text) => expect(written(text)).toEqual([]))

  it('finds each, and where it leads', () => {
    expect(
      addressesIn('www.a.example/x and b@c.example, http://d.example').map(({ url }) => url),
    ).toEqual(['http://www.a.example/x', 'mailto:b@c.example', 'http://d.example'])
  })

  it.each([
    'http://'.repeat(40_000),
    'www.'.repeat(60_000),
    `http://a/${')'.repeat(200_000)}`,
    `${'a.'.repeat(100_000)}@`,
    'http://a '.repeat(30_000),
    'https://,'.repeat(30_000),
    'http://a.,'.repeat(25_000),
  ])('takes no time for %#', (text) => {
    const start = process.threadCpuUsage().user
    addressesIn(text)
    expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(1_500)
  })
})
