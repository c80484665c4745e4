import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

import { CodeBlock } from '#console/markdown/CodeBlock.tsx'

import { JsonView } from './CodeView.tsx'

const LOG = '\u001B[32mok\u001B[0m 10%\r20%'

test('logs are shown without the codes of a terminal, as an output and as a block of code', () => {
  for (const view of [
    <JsonView key="json" label="Output" value={LOG} />,
    <CodeBlock key="code" code={LOG} language="" finished />,
  ]) {
    const markup = renderToStaticMarkup(view)
    expect(markup).toContain('>ok 10%\n20%')
    expect(markup).not.toContain('\u001B')
  }
})
