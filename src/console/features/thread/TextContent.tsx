import { useContext, useMemo } from 'react'

import { Markdown } from '#console/markdown/Markdown.tsx'
import { PrintedContext } from '#console/markdown/printed-context.ts'
import { TypedText } from '#console/markdown/TypedText.tsx'
import { Button } from '#console/ui/Button.tsx'
import { numberText } from '#console/util/number.ts'
import type { Annotation } from '#contract/message.ts'

import { fenced, isJson } from './json-answer.ts'
import { moreLength } from './text-length.ts'
import { useShownLength } from './use-shown-length.ts'

/** Annotations whose place is in the first `length` characters. */
const placedIn = (annotations: readonly Annotation[], length: number) =>
  annotations.filter((each) => each.type !== 'unknown' && each.end_index <= length)

/** A text part; one of unusual length or cost opens collapsed, and is shown in steps. */
export const TextContent = ({
  memory,
  text,
  annotations,
  typed,
  streaming,
}: {
  /** Names the part for as long as the page is open. */
  memory: string
  text: string
  annotations: readonly Annotation[]
  /** Written by a person: it stands as it was typed, and is no Markdown. */
  typed: boolean
  streaming: boolean
}) => {
  const onScreen = useShownLength(memory, text, streaming)
  const isPrinted = useContext(PrintedContext)
  const { length, goal } = isPrinted ? { length: text.length, goal: text.length } : onScreen
  const { more, less } = onScreen
  const isWhole = length >= text.length
  const placed = useMemo(
    () => (isWhole ? annotations : placedIn(annotations, length)),
    [annotations, isWhole, length],
  )
  const isLast = useMemo(() => moreLength(text, goal) === text.length, [text, goal])
  const part = isWhole ? text : text.slice(0, length)
  const shown = useMemo(
    () =>
      isWhole && !streaming && !typed && annotations.length === 0 && isJson(text)
        ? fenced(text)
        : part,
    [isWhole, streaming, typed, annotations, text, part],
  )
  const sizeText = () => `${numberText(text.length)} characters`
  return (
    <>
      {typed ? (
        <TypedText text={shown} annotations={placed} />
      ) : (
        <Markdown text={shown} annotations={placed} streaming={streaming} />
      )}
      {/* Whoever looks for a place in the text waits for as long as it goes on. */}
      {length < goal && <span hidden data-opens={length} />}
      {(goal < text.length || less) && (
        <div className="flex flex-wrap gap-2">
          {goal < text.length && (
            <Button size="small" data-shows-more aria-expanded={false} onClick={more}>
              {isLast ? `Show all ${sizeText()}` : `Show more of ${sizeText()}`}
            </Button>
          )}
          {less && (
            <Button size="small" aria-expanded onClick={less}>
              Show less
            </Button>
          )}
        </div>
      )}
    </>
  )
}
