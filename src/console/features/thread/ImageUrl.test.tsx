import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

import { ImageUrl } from './ImageUrl.tsx'

test.each(['https://example.com/a.png', 'ftp://example.com/a.png'])(
  'the detail of an image is told before it is loaded, and where it cannot be: %s',
  (url) => {
    const shown = (detail: string | null) =>
      renderToStaticMarkup(<ImageUrl url={url} detail={detail} large={false} />)
    expect(shown('high')).toContain('high detail')
    for (const usual of ['auto', null]) expect(shown(usual)).not.toContain('detail')
  },
)

test.each([
  'javascript:alert(1)//example.com',
  'ftp://example.com/a.png',
  'data:image/svg+xml;base64,PHN2Zy8+',
  'data:text/html,x',
  'blob:https://example.com/1',
  '//example.com/a.png',
  '/api/files/file-1/content',
])('an address that is not of the web is told and cannot be loaded: %s', (url) => {
  const markup = renderToStaticMarkup(<ImageUrl url={url} detail={null} large={false} />)
  expect(markup).toContain('Image not shown')
  expect(markup).not.toMatch(/<(?:button|img|a)\b/)
})
