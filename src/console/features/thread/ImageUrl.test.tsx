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
