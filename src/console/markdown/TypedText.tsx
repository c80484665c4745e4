import './markdown.css'
import { createElement, memo, useMemo } from 'react'

import type { Annotation } from '#contract/message.ts'

import { componentsFor } from './components.tsx'
import { MarkedContext } from './marked-context.ts'
import { markText } from './marks.ts'
import { placeMarks } from './place-marks.ts'
import { Sources } from './Sources.tsx'
import { type ElementComponents, toReact } from './to-react.ts'
import { typedHast } from './typed.ts'

const components: ElementComponents = {
  ...componentsFor(true),
  'x-typed': ({ children }) => (
    <div data-as-written className="md-typed">
      {children}
    </div>
  ),
}

/**
 * A text as someone typed it: every space, line and mark stands. Addresses are links, fenced code is
 * shown as code, annotations are numbered sources.
 */
export const TypedText = memo(
  ({ text, annotations }: { text: string; annotations: readonly Annotation[] }) => {
    const marked = useMemo(() => markText(text, annotations), [text, annotations])
    const nodes = useMemo(
      () => toReact(placeMarks(typedHast(marked.text), marked).children, components),
      [marked],
    )
    return (
      <MarkedContext value={marked}>
        {createElement('div', { className: 'md' }, ...nodes)}
        {marked.leftOver.length + marked.unshown > 0 && (
          <Sources sources={marked.leftOver} unshown={marked.unshown} />
        )}
      </MarkedContext>
    )
  },
)
TypedText.displayName = 'TypedText'
