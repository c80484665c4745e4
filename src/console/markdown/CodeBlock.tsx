import { memo, useContext } from 'react'

import { CopyButton } from '../ui/CopyButton.tsx'
import { scrollStop } from '../ui/scroll-stop.ts'
import { terminalText } from '../util/terminal-text.ts'
import type { Token } from './highlight.ts'
import { TabStopContext } from './tab-stop.ts'
import { useHighlight } from './use-highlight.ts'

interface CodeBlockProps {
  code: string
  /** As written after the fence; may be empty. */
  language: string
  /** What stands behind the language: often a file name. */
  meta?: string
  /** False while the block is being written. */
  finished: boolean
  caret?: boolean
}

const LABEL_LENGTH = 60

const Tokens = memo(({ tokens }: { tokens: readonly Token[] }) =>
  tokens.map(({ scope, text }, index) =>
    scope === null ? (
      text
    ) : (
      // Tokens of finished code never move.
      <span key={index} className={`hl-${scope}`}>
        {text}
      </span>
    ),
  ),
)
Tokens.displayName = 'Tokens'

/** Lines that are laid out together: of code that grows only the last ones are laid out again. */
const CHUNK = 32

const Chunk = memo(({ text }: { text: string }) => <span className="md-lines">{text}</span>)
Chunk.displayName = 'Chunk'

function chunksOf(code: string): string[] {
  const lines = code.split('\n')
  const chunks: string[] = []
  for (let at = 0; at < lines.length; at += CHUNK) {
    const isLast = at + CHUNK >= lines.length
    chunks.push(lines.slice(at, at + CHUNK).join('\n') + (isLast ? '' : '\n'))
  }
  return chunks
}

const Plain = ({ code, caret }: { code: string; caret: boolean }) => {
  const chunks = chunksOf(code)
  const last = chunks.pop()
  return (
    <>
      {chunks.map((text, index) => (
        <Chunk key={index} text={text} />
      ))}
      {last}
      {caret && <span className="md-caret" />}
    </>
  )
}

/** Code with its language and a button that copies it; scrolls sideways by itself. */
export const CodeBlock = ({
  code,
  language,
  meta = '',
  finished,
  caret = false,
}: CodeBlockProps) => {
  // Copied it is as it came.
  const shown = terminalText(code)
  const tokens = useHighlight(shown, language.toLowerCase(), finished)
  const firstLine = shown.trimStart().split('\n', 1)[0]?.slice(0, LABEL_LENGTH) ?? ''
  return (
    <div className="md-code" dir="ltr">
      <div className="md-code-head">
        <span className="md-code-label" data-no-words={language === '' ? '' : undefined}>
          {language || 'Code'}
          {meta && (
            <span className="md-code-meta" data-apart>
              {meta}
            </span>
          )}
        </span>
        <CopyButton label="Copy code" text={code} tabIndex={useContext(TabStopContext)} />
      </div>
      {/* What scrolls has to be named; a group, since landmarks would have to be unique in the page. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <pre ref={scrollStop} role="group" aria-label={`Code, ${language || 'plain'}: ${firstLine}`}>
        <code>{tokens ? <Tokens tokens={tokens} /> : <Plain code={shown} caret={caret} />}</code>
      </pre>
    </div>
  )
}
