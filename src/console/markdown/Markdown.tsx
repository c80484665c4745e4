import './markdown.css'
import type { FootnoteDefinition, RootContent } from 'mdast'
import { memo, useContext, useMemo, useState } from 'react'

import type { Annotation } from '#contract/message.ts'

import { Block } from './Block.tsx'
import { type BlockContext, NO_CONTEXT } from './hast.ts'
import { labelsIn } from './labels.ts'
import { MarkedContext } from './marked-context.ts'
import { type MarkedText, type Source, markText } from './marks.ts'
import { noteMacros } from './note-macros.ts'
import { PrintedContext } from './printed-context.ts'
import { contextOf, numberNotes, shownMarks, unusedDefinitions } from './references.ts'
import { Sources } from './Sources.tsx'
import { EMPTY_DOCUMENT, type Growth, type Segment, type SplitDocument } from './split-document.ts'
import { advance } from './split.ts'

interface MarkdownProps {
  text: string
  annotations?: readonly Annotation[]
  /** More text will come: a mark stands at its end, and what is settled is not parsed again. */
  streaming?: boolean
}

const NO_ANNOTATIONS: readonly Annotation[] = []

interface SegmentViewProps {
  segment: Segment
  contextFor: (node: RootContent) => BlockContext
  /** Changes when what the segment refers to changes. */
  contextKey: unknown
  live: boolean
  growing: boolean
  caret: boolean
}

const SegmentView = memo((props: SegmentViewProps) => {
  const { segment, contextFor, contextKey, live, growing, caret } = props
  const last = segment.nodes.length - 1
  return segment.nodes.map((node, index) => (
    <Block
      // Blocks before this one never change their number.
      key={index}
      node={node}
      contextFor={contextFor}
      refers={contextKey !== null}
      live={live}
      growing={growing && index === last}
      caret={caret && index === last}
    />
  ))
}, sameSegment)
SegmentView.displayName = 'SegmentView'

/** `contextFor` is new for each text, but only matters to segments that refer to something. */
function sameSegment(a: SegmentViewProps, b: SegmentViewProps): boolean {
  return (
    a.segment.nodes === b.segment.nodes &&
    a.contextKey === b.contextKey &&
    a.live === b.live &&
    a.growing === b.growing &&
    a.caret === b.caret
  )
}

const Notes = ({
  notes,
  contextFor,
}: {
  notes: readonly FootnoteDefinition[]
  contextFor: (node: RootContent) => BlockContext
}) => (
  <ol className="md-notes" aria-label="Footnotes">
    {notes.map((note) => (
      <li key={note.identifier} dir="auto">
        {note.children.map((node, index) => (
          <Block
            key={index}
            node={node}
            contextFor={contextFor}
            refers
            live={false}
            growing={false}
            caret={false}
          />
        ))}
      </li>
    ))}
  </ol>
)

function unplacedSources(marked: MarkedText, nodes: readonly RootContent[]): Source[] {
  const shown = shownMarks(nodes, marked)
  const hidden = marked.marks.flatMap((mark, index) => (shown.has(index) ? [] : mark.sources))
  return [...new Set([...hidden, ...marked.leftOver])]
}

const everySource = ({ marks, leftOver }: MarkedText): Source[] => [
  ...new Set([...marks.flatMap(({ sources }) => sources), ...leftOver]),
]

/** A message's text as React: no HTML, nothing fetched, annotations as numbered sources. */
export const Markdown = memo(
  ({ text, annotations = NO_ANNOTATIONS, streaming = false }: MarkdownProps) => {
    const marked = useMemo(() => markText(text, annotations), [text, annotations])
    const document = useDocument(marked.text, streaming ? 'calm' : 'whole')
    const [wasStreaming, setWasStreaming] = useState(streaming)
    if (streaming && !wasStreaming) setWasStreaming(true)
    return (
      <MarkedContext value={useSettledMarks(marked)}>
        <div className="md">
          <DocumentView
            document={document}
            marked={marked}
            streaming={streaming}
            live={wasStreaming}
          />
        </div>
      </MarkedContext>
    )
  },
)
Markdown.displayName = 'Markdown'

/** The document of a growing text; each renders from the one before. */
function useDocument(text: string, growth: Growth): SplitDocument {
  const [document, setDocument] = useState(() => advance(EMPTY_DOCUMENT, text, growth))
  const next = advance(document, text, growth)
  // `advance` answers the same object for the same text, so this settles at once.
  if (next !== document) setDocument(next)
  return next
}

/** Blocks look at marks and not at the text around them, so a growing text alone changes nothing. */
function useSettledMarks(marked: MarkedText): MarkedText {
  const { marks, leftOver, pattern, unshown } = marked
  const key = JSON.stringify([pattern?.source, marks, leftOver])
  return useMemo(
    () => ({ text: '', marks, leftOver, pattern, unshown }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [key],
  )
}

const DocumentView = ({
  document,
  marked,
  streaming,
  live,
}: {
  document: SplitDocument
  marked: MarkedText
  streaming: boolean
  live: boolean
}) => {
  const { settled, tail, labels } = document
  const segments = tail.nodes.length > 0 ? [...settled, tail] : settled
  noteMacros(segments)
  const references = segments.flatMap((segment) => labelsIn(segment).references)
  const numbers = numberNotes(references, labels)
  // While more may come that uses them they wait.
  const unused = streaming ? NO_CONTEXT.unused : unusedDefinitions(segments, labels, numbers)
  const contextFor = (node: RootContent) => contextOf(node, labels, numbers, unused)
  const notes = [...numbers.keys()].flatMap((label) => labels.footnotes.get(label) ?? [])
  const isPrinted = useContext(PrintedContext)
  const listed = isPrinted
    ? everySource(marked)
    : marked.marks.length + marked.leftOver.length > 0
      ? unplacedSources(
          marked,
          segments.flatMap(({ nodes }) => nodes),
        )
      : []
  const contextKey = labels.definitions.size + labels.footnotes.size > 0 ? document : null
  return (
    <>
      {segments.map((segment, index) => (
        <SegmentView
          // A tail that settles keeps its place.
          key={index}
          segment={segment}
          contextFor={contextFor}
          contextKey={contextKey}
          live={live}
          growing={streaming && segment === tail}
          caret={streaming && index === segments.length - 1}
        />
      ))}
      {streaming && segments.length === 0 && <span className="md-caret" />}
      {notes.length > 0 && <Notes notes={notes} contextFor={contextFor} />}
      {listed.length + marked.unshown > 0 && <Sources sources={listed} unshown={marked.unshown} />}
    </>
  )
}
