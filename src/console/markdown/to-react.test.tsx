import type { Element, ElementContent } from 'hast'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'

import { toReact } from './to-react.ts'

const element = (
  tagName: string,
  properties: Element['properties'] = {},
  children: ElementContent[] = [],
): Element => ({ type: 'element', tagName, properties, children })

const html = (...nodes: ElementContent[]) =>
  renderToStaticMarkup(createElement('div', null, ...toReact(nodes, {}))).slice(5, -6)

describe('toReact', () => {
  it('passes on no property but the few it knows, even of trees that were never sanitized', () => {
    const hostile = {
      onClick: 'alert(1)',
      onclick: 'alert(1)',
      href: 'javascript:alert(1)',
      src: 'https://a.example',
      style: 'position:fixed',
      className: ['x'],
      id: 'content',
      dangerouslySetInnerHTML: '<b>',
      dataX: '1',
      ariaLabel: 'x',
      ref: 'x',
    }
    expect(html(element('strong', hostile))).toBe('<strong></strong>')
  })

  it('writes text as text, and leaves comments out', () => {
    expect(html({ type: 'text', value: '<b>&' })).toBe('&lt;b&gt;&amp;')
    expect(html({ type: 'comment', value: 'x' })).toBe('')
  })

  it('keeps what it knows: sides, titles, numbers', () => {
    expect(html(element('td', { align: 'right' }))).toBe('<td style="text-align:end"></td>')
    expect(html(element('td', { align: 'evil' }))).toBe('<td></td>')
    expect(html(element('em', { title: 'a "b"' }))).toBe('<em title="a &quot;b&quot;"></em>')
    expect(html(element('ol', { start: 3 }))).toBe('<ol start="3"></ol>')
  })

  it('gives a column of much text room to be read in', () => {
    const cell = (length: number) =>
      element('td', {}, [{ type: 'text', value: 'x'.repeat(length) }])
    expect(html(cell(16))).not.toContain('class')
    expect(html(element('td', {}, [{ type: 'text', value: '₹ 1,200' }]))).toContain('md-figure')
    expect(html(cell(17))).toContain('class="md-long"')
    expect(html(element('th', {}, [element('em', {}, [cell(61)])]))).toContain(
      'th class="md-longer"',
    )
    expect(html(element('em', {}, [{ type: 'text', value: 'x'.repeat(61) }]))).not.toContain(
      'class',
    )
  })

  it('tells cells without letters from others', () => {
    const cell = (...children: ElementContent[]) => html(element('td', {}, children))
    const text = (value: string) => ({ type: 'text', value }) as const
    expect(cell(text('-5'))).toBe('<td class="md-figure md-neutral"><bdi>-5</bdi></td>')
    expect(cell(element('code', {}, [text('a')]))).toContain('md-neutral')
    expect(cell(element('em', {}, [text('ش 5')]))).toBe('<td class="md-figure"><em>ش 5</em></td>')
    expect(cell()).toBe('<td></td>')
  })

  it('gives elements to their components by name', () => {
    const nodes = [element('a', { href: 'x' }, [{ type: 'text', value: 't' }])]
    const components = { a: () => createElement('u', null, 'mine') }
    const markup = renderToStaticMarkup(createElement('p', null, ...toReact(nodes, components)))
    expect(markup).toBe('<p><u>mine</u></p>')
  })
})
