import type { Nodes } from 'mdast'
import { describe, expect, it } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'
import { markupOf } from '#testing/markup.tsx'

import { Markdown } from './Markdown.tsx'
import { parseMarkdown } from './parse.ts'

const html = (text: string) => markupOf(<Markdown text={text} />)

const textOf = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(textOf).join('') : ''

/** The texts of all nodes of a type. */
const partsOf = (text: string, type: Nodes['type']): string[] => {
  const walk = (node: Nodes): string[] => [
    ...(node.type === type ? [textOf(node)] : []),
    ...('children' in node ? node.children.flatMap(walk) : []),
  ]
  return walk(parseMarkdown(text))
}

describe('emphasis beside scripts without spaces', () => {
  it.each([
    ['含**「重点」**内容', '「重点」'],
    ['**注意：**正文', '注意：'],
    ['这是**（重要）**的', '（重要）'],
    ['请看**《指南》**第三章', '《指南》'],
    ['**“引号”**内容', '“引号”'],
    ['他说**“引号”**内容', '“引号”'],
    ['价格**100%**以上', '100%'],
    ['用**`code`**表示', 'code'],
    ['**第一步。**然后', '第一步。'],
    ['**Hello!**你好', 'Hello!'],
    ['你好**(world)**世界', '(world)'],
    ['**「重要」**なお知らせ', '「重要」'],
    ['これは**「重要」**です。', '「重要」'],
    ['**注意!**してください', '注意!'],
    ['**(中略)**と書いた', '(中略)'],
    ['カタカナ**・中点・**テスト', '・中点・'],
    ['**"중요"**를 확인', '"중요"'],
    ['**서울(Seoul)**은 수도', '서울(Seoul)'],
    ['**‘강조’**가 있다', '‘강조’'],
    ['คำ**“สำคัญ”**ครับ', '“สำคัญ”'],
    ['བོད་**“ཡིག”**རེད།', '“ཡིག”'],
    ['བོད་**ཡིག་**རེད།', 'ཡིག་'],
    ['ꦲꦏ꧀ꦱꦫ**“ꦗꦮ”**ꦲꦪꦸ', '“ꦗꦮ”'],
    ['ꦲꦏ꧀ꦱꦫ**ꦗꦮ꧈**ꦲꦪꦸ', 'ꦗꦮ꧈'],
    ['ꆈꌠ**(ꁱꂷ)**ꉬ', '(ꁱꂷ)'],
    ['ᬅᬓ᭄ᬱᬭ**“ᬩᬮᬶ”**ᬳᬬᬸ', '“ᬩᬮᬶ”'],
    ['𠮷**「野」**家', '「野」'],
    ['完成**✅**后', '✅'],
    ['**[链接](https://a.example)**后', '链接'],
    ['**重点**，**更重点！**', '重点'],
  ])('%s', (text, strong) => {
    expect(partsOf(text, 'strong')[0]).toBe(strong)
    expect(textOf(parseMarkdown(text))).not.toContain('**')
    const single = text.replaceAll('**', '*')
    expect(partsOf(single, 'emphasis')[0]).toBe(strong)
    const struck = text.replaceAll('**', '~~')
    expect(partsOf(struck, 'delete')[0]).toBe(strong)
  })

  it.each([
    'a**(b)**c',
    'snake_case_word',
    'a*"b"*c',
    '2 * 3 * 4',
    '这是_重点_内容',
    '__init__文件',
    'f(*args)和g(**kw)',
  ])('stays as it was in %s', (text) => expect(textOf(parseMarkdown(text))).toBe(text))

  it.each([
    ['*a*', 'emphasis', 'a'],
    ['**a "b"** c', 'strong', 'a "b"'],
    ['_a_ b', 'emphasis', 'a'],
    ['**~~a~~**', 'delete', 'a'],
    ['~~**a**~~', 'strong', 'a'],
    ['***a** b*', 'strong', 'a'],
  ] as const)('and as it was for others: %s', (text, type, part) => {
    expect(partsOf(text, type)).toEqual([part])
  })
})

describe('asterisks between digits', () => {
  it.each(['2*3*4', '2**3**4 = 4096', '10*20*30 cm', '1.5*2*3', '它是2*3*4'])(
    'are signs of multiplication: %s',
    (text) => expect(textOf(parseMarkdown(text))).toBe(text),
  )

  it.each([
    ['*2*', 'emphasis', '2'],
    ['a*2*b', 'emphasis', '2'],
    ['un*frigging*believable', 'emphasis', 'frigging'],
    ['**100** of **200**', 'strong', '100'],
    ['**3*4*5**', 'strong', '3*4*5'],
  ] as const)('and emphasis elsewhere: %s', (text, type, part) => {
    expect(partsOf(text, type)[0]).toBe(part)
  })
})

describe('bold that touches a letter', () => {
  it.each([
    ['**country:**Scotland', 'country:'],
    ['**Важно:**текст', 'Важно:'],
    ['**«Цитата»**слово', '«Цитата»'],
    ['слово**«цитата»**', '«цитата»'],
    ['**العنوان:**نص', 'العنوان:'],
    ["**I'**ve", "I'"],
    ['**50%**off', '50%'],
    ['a**"b"**c', '"b"'],
    ['**"quoted"**word foo **bar** baz', '"quoted"'],
    ['**Yes!**no', 'Yes!'],
    ['(**bold**) and foo:**bar**', 'bold'],
    ['**सूचना।**पाठ', 'सूचना।'],
    ['नमस्ते**“दुनिया”**', '“दुनिया”'],
    ['**“उद्धरण”**में', '“उद्धरण”'],
    ['**توجہ۔**متن', 'توجہ۔'],
    ['**نسبة ٥٠٪**من', 'نسبة ٥٠٪'],
    ['**Ուշադրություն։**տեքստ', 'Ուշադրություն։'],
    ['**ማስታወሻ።**ጽሑፍ', 'ማስታወሻ።'],
    ['**צה״ל״**מילה', 'צה״ל״'],
    ['palabra**¡Hola!**', '¡Hola!'],
    ['slovo**‚citát‘**', '‚citát‘'],
  ])('closes behind what ends a phrase, and opens before a quote: %s', (text, strong) => {
    expect(partsOf(text, 'strong')[0]).toBe(strong)
    expect(textOf(parseMarkdown(text))).not.toContain('**')
  })

  it.each([
    ['**file(s)**are here', 'file(s)'],
    ['The **file(s)**are, the **key[s]**too', 'file(s)'],
    ['- **файл(ы)**есть', 'файл(ы)'],
    ['**a *b* file(s)**are', 'a b file(s)'],
    ['[**x**](/u) and **file(s)**are', 'x'],
    ['***file(s)***are', 'file(s)'],
  ])('closes behind a bracket what began behind a space: %s', (text, strong) => {
    expect(partsOf(text, 'strong')[0]).toBe(strong)
    expect(textOf(parseMarkdown(text))).not.toContain('**')
  })

  it('looks for its beginning no longer than the text is', () => {
    expect(growthOf('a)**b ', (text) => void parseMarkdown(text))).toBeLessThan(SQUARE)
  })

  it.each([
    'f(x)**n + g(y)**n',
    'f(**n + g(y)**n)',
    'x**(a) + y**(b)',
    'x**-1 + y**-1',
    'a.b**c',
    '5%**x',
    '*a:*b',
  ])('and stays as written elsewhere: %s', (text) => expect(textOf(parseMarkdown(text))).toBe(text))
})

describe('bare addresses', () => {
  it.each([
    ['访问 https://example.com/docs（中文说明）', 'https://example.com/docs'],
    ['见https://example.com/a。**重点**是', 'https://example.com/a'],
    ['**https://example.com/a**。后', 'https://example.com/a'],
    ['「https://example.com/a_b_c」です', 'https://example.com/a_b_c'],
    ['https://example.com/docs를 보세요', 'https://example.com/docs'],
    ['[参考 https://example.com/a]', 'https://example.com/a'],
    ['- https://example.com/a、別', 'https://example.com/a'],
    ['| a |\n|---|\n| https://example.com/a：b |', 'https://example.com/a'],
    ['see www.example.com, or', 'www.example.com'],
    ['参见www.example.com。', 'www.example.com'],
    ['a@b.example。', 'a@b.example'],
    ['https://example.com/a_(b) c', 'https://example.com/a_(b)'],
    ['https://a.example/*b* c', 'https://a.example/*b'],
    ['https://a.example/x(y)z, c', 'https://a.example/x(y)z'],
    ['http://a.b:80/x?y#z; c', 'http://a.b:80/x?y#z'],
    ['www.a.b,c', 'www.a.b'],
    ['https://zh.wikipedia.org/wiki/北京', 'https://zh.wikipedia.org/wiki/北京'],
    ['HTTPS://EXAMPLE.COM/A', 'HTTPS://EXAMPLE.COM/A'],
  ])('%s', (text, address) => {
    expect(partsOf(text, 'link')).toEqual([address])
  })

  it('stand in no other link', () => {
    const text = '[see https://a.example/x](https://b.example) and `https://c.example`'
    expect(partsOf(text, 'link')).toEqual(['see https://a.example/x'])
    expect(html(text).match(/<a /g)).toHaveLength(1)
  })

  it('lead where they say', () => {
    expect(html('www.a.example/x。 https://b.example/路径')).toContain(
      'href="http://www.a.example/x"',
    )
    expect(html('https://b.example/路径，')).toContain(
      'title="b.example">https://b.example/路径</a>，',
    )
  })
})
