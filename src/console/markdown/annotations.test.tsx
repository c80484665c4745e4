import { describe, expect, it } from 'vitest'

import { cite, html, path } from '#testing/drawn.tsx'
import { visibleText } from '#testing/markup.tsx'

describe('annotations', () => {
  it('become numbered chips and leave the rest of the text alone', () => {
    const text =
      'The fare is due【4:0†rules.md】, the bag too【4:1†ticket.pdf】. **So【4:0†rules.md】** it is.'
    const second = text.lastIndexOf('【')
    const markup = html(text, [
      cite(text, '【4:0†rules.md】'),
      cite(text, '【4:1†ticket.pdf】'),
      cite(text, '【4:0†rules.md】', second),
    ])
    expect(visibleText(markup)).not.toContain('【')
    expect(visibleText(markup)).toBe('The fare is due1, the bag too2. So1 it is.')
    expect(markup).toContain('<strong>So<')
  })

  it('are found when their offsets count code points, or nothing at all', () => {
    const text = '😀😀 fare【1†a】 and【2†b】'
    const points = Array.from(text).indexOf('【')
    const wrong = { ...cite(text, '【2†b】'), start_index: 3, end_index: 7 }
    expect(visibleText(html(text, [cite(text, '【1†a】', points), wrong]))).toBe('😀😀 fare1 and2')
  })

  it('follow text that can be read', () => {
    const text = 'As **the docs** say.'
    expect(visibleText(html(text, [cite(text, 'the docs')]))).toBe('As the docs1 say.')
    expect(html(text, [cite(text, 'the docs')])).toContain('<strong>the docs</strong>')
  })

  it('make a path a download, in a link or alone', () => {
    const text = 'Here: [the plot](sandbox:/mnt/data/plot.png) or sandbox:/mnt/data/b.csv'
    const markup = html(text, [
      path(text, 'sandbox:/mnt/data/plot.png'),
      path(text, 'sandbox:/mnt/data/b.csv'),
    ])
    expect(markup.match(/href="\/api\/files\/file-made\/content"/g)).toHaveLength(2)
    expect(visibleText(markup)).toContain('the plot')
    expect(visibleText(markup)).not.toContain('sandbox:')
    expect(markup).not.toContain('href="sandbox:')
  })

  it('survive inside links and code', () => {
    const text =
      '[see【1†a】](https://a.example) `x【2†b】y` https://b.example/p【3†c】\n\n```\nz【4†d】\n```\n'
    const markup = html(
      text,
      ['【1†a】', '【2†b】', '【3†c】', '【4†d】'].map((part) => cite(text, part)),
    )
    expect(markup.match(/<button[^>]*class="md-cite"/g)).toHaveLength(4)
    expect(markup).toContain('href="https://b.example/p"')
    expect(markup).not.toMatch(/<a [^>]*>(?:(?!<\/a>).)*md-cite/)
    expect(visibleText(markup)).not.toContain('【')
  })

  it('beyond some hundreds are counted and no buttons', () => {
    const text = 'a【1†a】'.repeat(800)
    const all = Array.from({ length: 800 }, (_, index) => cite(text, '【1†a】', index * 6 + 1))
    const markup = html(text, all)
    expect(markup.match(/<button[^>]*class="md-cite"/g)).toHaveLength(500)
    expect(visibleText(markup)).toContain('300 more annotations are not shown')
  })

  it('that cannot be placed are told at the end', () => {
    const lost = { ...cite('x', 'gone'), start_index: 1, end_index: 5 }
    const markup = html('Some text', [lost])
    expect(markup).toContain('aria-label="Sources"')
    expect(visibleText(markup).startsWith('Some text')).toBe(true)
  })

  it('in an image or formula keep their text and are told at the end', () => {
    const text = '![alt【1†a】](https://i.example/x.png) $x【2†b】$'
    const markup = html(text, [cite(text, '【1†a】'), cite(text, '【2†b】')])
    expect(markup).toContain('alt【1†a】')
    expect(markup).toContain('x【2†b】')
    expect(markup).toContain('aria-label="Sources"')
  })
})
