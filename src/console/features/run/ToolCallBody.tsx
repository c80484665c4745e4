import { useState } from 'react'

import { fileContentUrl } from '#console/api/files.ts'
import { passageText } from '#console/markdown/passage.ts'
import { CodeView, JsonView } from '#console/ui/CodeView.tsx'
import { decimalText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { terminalText } from '#console/util/terminal-text.ts'
import type { CodeOutput, FileSearchResult, ToolCall } from '#contract/run-step.ts'

const flat = 'rounded-none bg-transparent'

/** What a call was given and what it answered. Arguments that are still coming are shown as they are. */
export const ToolCallBody = ({ call, isWhole }: { call: ToolCall; isWhole: boolean }) => {
  switch (call.type) {
    case 'function': {
      const { name, arguments: given, output } = call.function
      return (
        <>
          <JsonView label={`Arguments of ${name}`} value={given || '…'} className={flat} />
          {output === null ? (
            isWhole || <p className="px-3 py-2 text-small text-ink-3">No output yet.</p>
          ) : (
            <div data-output>
              {output.trim() === '' ? (
                <EmptyOutput />
              ) : (
                <JsonView label={`Output of ${name}`} value={output} className={flat} />
              )}
            </div>
          )}
        </>
      )
    }
    case 'file_search':
      return <Results results={call.file_search.results} />
    case 'code_interpreter':
      return (
        <>
          <CodeView label="Code" className={flat}>
            {call.code_interpreter.input || '…'}
          </CodeView>
          {call.code_interpreter.outputs.map((output, at) => (
            <Output key={at} output={output} />
          ))}
        </>
      )
    case 'unknown':
      return <JsonView label={`Call of ${call.raw.type}`} value={call.raw} className={flat} />
  }
}

const EmptyOutput = () => <p className="px-3 py-2 text-small text-ink-3">Empty output.</p>

const Output = ({ output }: { output: CodeOutput }) => {
  switch (output.type) {
    case 'logs':
      return (
        <div data-output>
          {output.logs.trim() === '' ? (
            <EmptyOutput />
          ) : (
            <CodeView label="Logs" wrap className={flat}>
              {terminalText(output.logs)}
            </CodeView>
          )}
        </div>
      )
    case 'image':
      return (
        <img
          src={fileContentUrl(output.image.file_id)}
          alt={`Made by the code: ${output.image.file_id}`}
          loading="lazy"
          className="max-h-80 w-full bg-list object-contain"
        />
      )
    case 'unknown':
      return (
        <JsonView label={`Output of type ${output.raw.type}`} value={output.raw} className={flat} />
      )
  }
}

const Results = ({ results }: { results: readonly FileSearchResult[] | null | undefined }) => {
  if (!results || results.length === 0) {
    return <p className="px-3 py-2 text-small text-ink-3">The passages found were not told.</p>
  }
  return (
    <ol className="divide-y divide-line">
      {results.map((result, at) => (
        // The same passage may be found twice.
        <li key={at} className="flex gap-3 px-3 py-2 text-small">
          <span className="text-ink-3 tabular">{decimalText(result.score, 2)}</span>
          <div className="min-w-0 flex-1 break-words">
            <span data-output data-apart>
              {shownName(result.file_name || result.file_id)}
            </span>
            <Passage text={passageText(result)} />
          </div>
        </li>
      ))}
    </ol>
  )
}

const SHORT = 160

const Passage = ({ text }: { text: string }) => {
  const [isOpen, setOpen] = useState(false)
  const flatText = text.replaceAll(/\s+/g, ' ').trim()
  if (flatText === '') return undefined
  if (flatText.length <= SHORT) return <> · “{flatText}”</>
  return (
    <>
      {' '}
      · “{isOpen ? flatText : `${flatText.slice(0, SHORT)}…`}”{' '}
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="text-accent hover:underline"
      >
        {isOpen ? 'Less' : 'More'}
      </button>
    </>
  )
}
