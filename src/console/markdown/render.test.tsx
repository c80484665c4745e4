import { describe, expect, it } from 'vitest'

import { html, path } from '#testing/drawn.tsx'
import { visibleText } from '#testing/markup.tsx'

describe('Markdown', () => {
  it('shows HTML as text', () => {
    const markup = html(
      '<script>alert(1)</script>\n\na <b onclick=x>bold</b> <img src=x onerror=y>',
    )
    expect(markup).not.toMatch(/<(script|b|img)\b/)
    expect(visibleText(markup)).toContain('<script>alert(1)</script>')
    expect(visibleText(markup)).toContain('<img src=x onerror=y>')
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '/threads',
    '//evil.example',
    'file:///etc/passwd',
    'JaVaScRiPt:x',
    'java\nscript:x',
  ])('does not link to %s', (href) =>
    expect(html(`[text](<${href.replace('\n', '&#10;')}>)`)).not.toContain('href'),
  )

  it.each([
    ['[call us](tel:+351211234567)', '+351211234567'],
    ['[write](sms:+351-91?body=hi)', '+351-91'],
    ['[call us](TEL:+351211234567)', '+351211234567'],
    ['[page](HTTPS://host.example/a)', 'host.example'],
    ['[page][b]\n\n[b]: HTTPS://host.example/a', 'host.example'],
    ['[call](tel:112 "Emergency")', 'Emergency (112)'],
    ['[a][b]\n\n[b]: tel:112', '112'],
    ['[page](https://host.example/a "A title")', 'A title (host.example)'],
    ['| a |\n|---|\n| [call us](tel:112) |', '112'],
  ])('%j is a link to %s', (text, destination) => {
    const markup = html(text)
    expect(markup).toMatch(/<a href="/)
    expect(markup).toContain(`title="${destination}"`)
  })

  it.each([
    ['[place](geo:38.7,-9.1)', 'place (geo:38.7,-9.1)'],
    ['[get](ftp://host.example/a)', 'get (ftp://host.example/a)'],
    ['[open](vscode://file/a.ts:3 "The line")', 'open (vscode://file/a.ts:3 “The line”)'],
    ['[chat](whatsapp://send?phone=1)', 'chat (whatsapp://send?phone=1)'],
    ['[data](sandbox:/mnt/data/a.csv)', 'data (sandbox:/mnt/data/a.csv)'],
    ['[x](javascript:alert%281%29)', 'x (javascript:alert%281%29)'],
    ['[x](data:text/html,y)', 'x (data:text/html,y)'],
    ['[order](tel:*21*1%23)', 'order (tel:*21*1%23)'],
    ['[order](tel:21#)', 'order (tel:21#)'],
    ['[order](tel:21#1)', 'order (tel:21#1)'],
    ['[order](sms:21#)', 'order (sms:21#)'],
    ['[order](sms:21#1)', 'order (sms:21#1)'],
    ['[**the** guide](docs/a.md)', 'the guide (docs/a.md)'],
    ['[help](/help)', 'help (/help)'],
    ['[host](//host.example)', 'host (//host.example)'],
    ['[see below](#section)', 'see below (#section)'],
    ['[a][b]\n\n[b]: /c "T"', 'a (/c “T”)'],
    ['| a |\n|---|\n| [get](ftp://h.example) |', 'aget (ftp://h.example)'],
    ['[x](<a\u202Eb>)', 'x (a%E2%80%AEb)'],
    // Its words are its address.
    ['[docs/a.md](docs/a.md)', 'docs/a.md'],
    ['[2. Setup & use](#2-setup--use)', '2. Setup &amp; use'],
    ['<ftp://host.example/a>', 'ftp://host.example/a'],
  ])('%j leads nowhere, with its address in view', (text, shown) => {
    const markup = html(text)
    expect(markup).not.toContain('<a ')
    expect(visibleText(markup).trim()).toBe(shown.replace('&amp;', '&'))
  })

  it.each(['</think>', '</thinking>', '</THINK>'])('%s alone stands with its answer', (tag) => {
    const markup = html(`${tag}\nThe **answer**\n- one`)
    expect(visibleText(markup)).toContain(tag)
    expect(markup).toContain('<strong>answer</strong>')
    expect(markup).toContain('<li')
  })

  it('links out without telling where from', () => {
    const markup = html('[text](https://host.example/a?b=c) <mailto:a@b.example>')
    expect(markup).toContain('href="https://host.example/a?b=c"')
    expect(markup).toContain('rel="noopener noreferrer nofollow"')
    expect(markup).toContain('title="host.example"')
    expect(markup).toContain('href="mailto:a@b.example"')
  })

  it('fetches no image, and names the host it would come from', () => {
    const markup = html('![a cat](https://img.example/cat.png) ![x](data:image/png;base64,AAAA)')
    expect(markup).not.toContain('<img')
    expect(markup).toContain('Load image from img.example')
  })

  it('renders tables, tasks, strikes, notes and code with regions that have names', () => {
    const markup = html(
      '| Item | Paid |\n|---|--:|\n| Fare<br>x | 1 |\n\n- [x] done\n- [ ] open\n\n~~no~~ a[^1]\n\n[^1]: note\n\n```js\nlet a\n```\n',
    )
    expect(markup).toMatch(/class="md-table" role="group" aria-label="Table: Item, Paid"/i)
    expect(markup).toMatch(/<pre role="group" aria-label="Code, js: let a"/i)
    expect(markup).toContain('Fare<br/>x')
    expect(markup).toContain('<del>no</del>')
    expect(markup).toMatch(/<sup class="md-note"[^>]*>1<\/sup>/)
    expect(markup.match(/type="checkbox"/g)).toHaveLength(2)
  })

  it.each([
    '- zebra\n  - deep',
    '- zebra\n  ```\n  code\n  ```',
    '- [ ] zebra\n  1. deep',
    'zebra $$x^2$$ and so on',
    'zebra ![a cat](https://img.example/cat.png)',
  ])('text beside blocks has an element of its own, for WebKit to mark it: %j', (text) => {
    expect(html(text)).toMatch(/<span class="md-text">zebra/)
  })

  it.each(['- zebra\n- two', 'zebra **two**', '$$x^2$$'])('other text has none: %j', (text) => {
    expect(html(text)).not.toContain('md-text')
  })

  it('puts the writing mark at the end of the text', () => {
    expect(html('One\n\n- two\n- three', [], true)).toMatch(
      /three<span class="md-caret"><\/span><\/li><\/ul><\/div>$/,
    )
    expect(html('', [], true)).toContain('md-caret')
    expect(html('One')).not.toContain('md-caret')
  })

  it.each([
    '>'.repeat(10_000),
    '[x](y '.repeat(5_000),
    '*a_ '.repeat(10_000),
    '`'.repeat(9_999),
    'word '.repeat(30_000),
    '1. '.repeat(3_000),
    '| '.repeat(20_000),
    '\n'.repeat(50_000),
    '$'.repeat(5_001),
  ])(
    'survives a text of %#',
    (text) => expect(visibleText(html(text)).length).toBeGreaterThanOrEqual(0),
    60_000,
  )
})

describe('a tag that breaks a line', () => {
  it.each([
    ['a<br>b', '<p dir="auto">a<br/>\nb</p>'],
    ['a<br/>b<br />c<BR>d', '<p dir="auto">a<br/>\nb<br/>\nc<br/>\nd</p>'],
    ['a<br>\nb', '<p dir="auto">a<br/>\nb</p>'],
    ['<br>\n**b**', '<p dir="auto"><br/>\n<strong>b</strong></p>'],
    ['**a<br>b**', '<p dir="auto"><strong>a<br/>\nb</strong></p>'],
    ['- a<br/>b', '<li dir="auto"><span class="md-text">a<br/>\nb</span></li>'],
    ['# a<br>b', 'a<br/>\nb</div>'],
    ['| a |\n|---|\n| x<br />y<br>z |', '<td>x<br/>y<br/>z</td>'],
  ])('%j breaks it', (text, shown) => expect(html(text)).toContain(shown))

  it.each(['`a<br>b`', 'a <b>b</b>', 'a<brx>b', '<broken>\nb', '\\<br>'])('%j does not', (text) => {
    expect(html(text)).not.toContain('<br')
    expect(visibleText(html(text))).toContain(text.replaceAll(/[`\\]/g, ''))
  })

  it('leaves an empty line where it stands alone', () => {
    expect(html('a\n\n<br>\n\nb').match(/<p dir="auto">/g)).toHaveLength(3)
    expect(visibleText(html('a\n\n<br>\n\nb'))).toBe('a\nb')
  })
})

describe('a link whose address holds blanks', () => {
  it.each([
    ['[a](https://x.example/a b.pdf)', 'https://x.example/a%20b.pdf'],
    ['[a](https://x.example/my file (1).pdf), b', 'https://x.example/my%20file%20(1).pdf'],
    ['[**a**](http://x.example/a b c)', 'http://x.example/a%20b%20c'],
    ['[a](<https://x.example/a b>)', 'https://x.example/a%20b'],
  ])('%s', (text, href) => {
    expect(html(text)).toContain(`href="${href}"`)
    expect(visibleText(html(text)).replace(', b', '')).toBe('a')
  })

  it('of a file leads to the file', () => {
    const text = 'Here: [the plot](sandbox:/mnt/data/my plot 1.png)'
    const markup = html(text, [path(text, 'sandbox:/mnt/data/my plot 1.png')])
    expect(markup).toContain('href="/api/files/file-made/content"')
    expect(visibleText(markup)).toBe('Here: the plot')
  })

  it.each(['[a](<http://x y>)', '[a](http://x y)', '[a](see below)', '[a](https://x.example/a b'])(
    '%s is none, and stands as it was written',
    (text) => expect(visibleText(html(text))).toBe(text),
  )
})

describe('direction', () => {
  it('is that of the prose: code and addresses have one of their own', () => {
    expect(html('`./run.sh` شغل')).toContain('<code dir="auto">./run.sh</code>')
    expect(html('https://a.example شغل')).toContain('dir="ltr"')
    expect(html('[docs](https://a.example) شغل')).not.toContain('dir="ltr"')
  })
})

describe('a formula', () => {
  it.each([
    ['$$x^2$$', 'block'],
    ['$$\nx^2\n$$', 'block'],
    ['\\[ x^2 \\]', 'block'],
    ['so \\(x^2\\)', 'inline'],
    ['so $x^2$', 'inline'],
    ['so $`x^2`$', 'inline'],
    ['```math\nx^2\n```', 'block'],
  ])('%j stands as a %s', (text, kind) => {
    const markup = html(text)
    expect(visibleText(markup).trim()).toMatch(/^(so )?x\^2$/)
    expect(markup.includes('md-math-block')).toBe(kind === 'block')
  })

  it.each([
    ['$P(A\\|B)$', 'P(A|B)'],
    ['$$P(A\\|B)$$', 'P(A|B)'],
    ['\\(P(A\\|B)\\)', 'P(A|B)'],
    ['$\\|$ and $a\\|b\\|c$', '| and a|b|c'],
    ['$\\alpha\\,\\\\x$', '\\alpha\\,\\\\x'],
  ])('%j in a cell has its own bars', (cell, shown) => {
    const text = visibleText(html(`| x | y |\n| --- | --- |\n| k | ${cell} |`))
    expect(text.replaceAll(/\s+/g, ' ').trim()).toMatch(/^x ?y ?k/)
    expect(text).toContain(shown)
  })

  it.each([
    ['$P(A|B)$', 'P(A|B)'],
    ['$|x|$', '|x|'],
    ['$$a|b$$', 'a|b'],
    ['\\(P(A|B)\\)', 'P(A|B)'],
    ['so $a|b$ or $c|d|e$', 'c|d|e'],
    ['costs $5 | $P(A|B)$', 'P(A|B)'],
  ])('%j keeps the bars in it to itself', (cell, shown) => {
    for (const table of [
      `| x | y |\n| --- | --- |\n| k | ${cell} |\n| m | n |`,
      `x | y\n--- | ---\nk | ${cell}\n| m | n`,
      `> - | x | y |\r\n>   | --- | --- |\r\n>   | k | ${cell} |\r\n>   | m | n |`,
    ]) {
      const markup = html(table)
      expect(visibleText(markup)).toContain(shown)
      const cells = markup.match(/<td/g)?.length
      expect(cells).toBe(cell.startsWith('costs') ? 5 : 4)
    }
  })

  it('keeps the bars in it to itself in the head of a table', () => {
    const markup = html('| $|x|$ | y |\n| --- | --- |\n| a | b |')
    expect(markup.match(/<th/g)).toHaveLength(3)
    expect(visibleText(markup)).toContain('|x|')
  })

  it.each([
    ['$5|$6', 2],
    ['$a|b$', 2],
    ['`$a`|`b$`', 2],
    ['a|b|$c$|$d$', 4],
  ])('%j are cells of their own', (row, count) => {
    const markup = html(`| x | y |\n| --- | --- |\n|${row}|`)
    expect(markup.match(/<td/g)).toHaveLength(count)
  })

  it('holds its macros for the rest of the message, and is copied as it was written', () => {
    const before = '$\\R$\n\n$$\\newcommand{\\R}{\\mathbb{R}}$$\n\n'
    const markup = html(`${before}# So\n\n- in \\(\\R^n\\)\n\n\`\`\`math\n\\R\n\`\`\``)
    expect(visibleText(markup)).toMatch(/^\\R.*So\s*in \\mathbb\{R\}\^n\s*\\mathbb\{R\}$/s)
    expect(markup).toContain('data-written="\\(\\R^n\\)"')
    expect(visibleText(html('$\\R$'))).toBe('\\R')
  })

  it('keeps a norm outside of tables', () => {
    expect(visibleText(html('so $\\|x\\|$'))).toContain('\\|x\\|')
  })
})

describe('a tilde', () => {
  it.each(['大约3~5天，价格100~200元', 'from ~/a to ~/b', '3~5 and 6~7'])('stays in %s', (text) => {
    expect(html(text)).not.toContain('<del>')
    expect(visibleText(html(text))).toBe(text)
  })
  it('strikes out in pairs', () => {
    expect(html('a ~~b~~ c')).toContain('<del>b</del>')
  })
})
