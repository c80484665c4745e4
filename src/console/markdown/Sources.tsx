import { numberText } from '../util/number.ts'
import { SourceText } from './Citation.tsx'
import type { Source } from './marks.ts'

/** How many sources without a place in the text are listed. */
const LISTED = 200

/** Sources that have no place in the text, and how many annotations are not shown at all. */
export const Sources = ({ sources, unshown }: { sources: readonly Source[]; unshown: number }) => (
  <ul className="md-sources" aria-label="Sources">
    {sources.slice(0, LISTED).map((source, index) => (
      <li key={index}>
        <span className="md-cite">{source.number}</span>
        <span>
          <SourceText annotation={source.annotation} />
        </span>
      </li>
    ))}
    {sources.length > LISTED && <li>and {numberText(sources.length - LISTED)} more</li>}
    {unshown > 0 && <li>{numberText(unshown)} more annotations are not shown</li>}
  </ul>
)
