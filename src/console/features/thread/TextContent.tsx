import { useEffect, useState } from 'react'

import { Markdown } from '#console/markdown/Markdown.tsx'
import { TypedText } from '#console/markdown/TypedText.tsx'
import { Button } from '#console/ui/Button.tsx'
import { numberText } from '#console/util/number.ts'
import type { Annotation } from '#contract/message.ts'

import { COLLAPSED_TO, COLLAPSE_ABOVE } from './rows.ts'

/** Long texts that were opened stay open when their row comes back into view. */
const opened = new Set<string>()

/** How much more of an opened long text is rendered at a time, so that the page stays quick. */
const STEP = 5_000

/** Where the text may be cut: after the last line before `length`. */
function cutAt(text: string, length: number): number {
  const line = text.lastIndexOf('\n', length)
  if (line > length / 2) return line + 1
  // Not between the halves of a pair.
  const code = text.charCodeAt(length - 1)
  return code >= 0xd800 && code < 0xdc00 ? length - 1 : length
}

function useRevealed(text: string, whole: boolean): number {
  const [length, setLength] = useState(whole ? text.length : COLLAPSED_TO)
  const growing = whole && length < text.length
  useEffect(() => {
    if (!growing) return
    const frame = requestAnimationFrame(() => setLength((shown) => shown + STEP))
    return () => cancelAnimationFrame(frame)
  }, [growing, length])
  return whole ? length : COLLAPSED_TO
}

interface TextProps {
  text: string
  annotations: readonly Annotation[]
  /** Written by a person: it stands as it was typed, and is no Markdown. */
  typed: boolean
}

const Text = ({ text, annotations, typed }: TextProps) =>
  typed ? (
    <TypedText text={text} annotations={annotations} />
  ) : (
    <Markdown text={text} annotations={annotations} />
  )

const LongText = ({ memory, text, annotations, typed }: TextProps & { memory: string }) => {
  const [whole, setWhole] = useState(opened.has(memory))
  const length = useRevealed(text, whole)
  const end = length >= text.length ? text.length : cutAt(text, length)
  const shown = text.slice(0, end)
  const placed = annotations.filter((each) => each.type !== 'unknown' && each.end_index <= end)
  const toggle = () => {
    if (whole) opened.delete(memory)
    else opened.add(memory)
    setWhole(!whole)
  }
  return (
    <div>
      <Text text={shown} annotations={end === text.length ? annotations : placed} typed={typed} />
      <Button size="small" className="mt-3" aria-expanded={whole} onClick={toggle}>
        {whole ? 'Show less' : `Show all ${numberText(text.length)} characters`}
      </Button>
    </div>
  )
}

/** A text part; one of unusual length opens collapsed. */
export const TextContent = ({
  memory,
  streaming,
  ...props
}: TextProps & {
  /** Names the part for as long as the page is open. */
  memory: string
  streaming: boolean
}) => {
  // One element from the first token to the last.
  if (!props.typed && (streaming || props.text.length <= COLLAPSE_ABOVE))
    return <Markdown text={props.text} annotations={props.annotations} streaming={streaming} />
  return props.text.length > COLLAPSE_ABOVE ? (
    <LongText memory={memory} {...props} />
  ) : (
    <Text {...props} />
  )
}
