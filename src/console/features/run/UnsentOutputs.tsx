import { Button } from '#console/ui/Button.tsx'
import { CodeView } from '#console/ui/CodeView.tsx'
import { CopyButton } from '#console/ui/CopyButton.tsx'

import type { Leftover } from './output-drafts.ts'

const why: Record<Leftover['why'], string> = {
  elsewhere: 'Answered elsewhere before this was submitted.',
  expired: 'The run expired before this was submitted.',
  ended: 'The run ended before this was submitted.',
}

/** Outputs that were typed and cannot be submitted any more, to be copied. */
export const UnsentOutputs = ({
  leftovers,
  onDiscard,
}: {
  leftovers: readonly Leftover[]
  onDiscard: () => void
}) => (
  <section
    aria-label="Outputs not submitted"
    className="space-y-3 rounded-card border border-line-strong bg-raise p-3"
  >
    {leftovers.map(({ callId, name, output, why: reason }) => (
      <div key={callId} className="space-y-1.5">
        <p role="status" className="text-small text-attention">
          {why[reason]}
        </p>
        <div className="flex items-center justify-between gap-2">
          <code className="min-w-0 text-small font-strong break-words">{name}</code>
          <CopyButton label={`Copy the output typed for ${name}`} text={output} />
        </div>
        <CodeView label={`Output typed for ${name}`} wrap className="max-h-40">
          {output}
        </CodeView>
      </div>
    ))}
    <Button size="small" onClick={onDiscard}>
      Discard
    </Button>
  </section>
)
