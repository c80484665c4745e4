import { Check } from 'lucide-react'

import { CodeView } from '#console/ui/CodeView.tsx'

import type { SentOutput } from './sent-outputs.ts'

/** Outputs that the server has taken, and whose calls no step shows yet. */
export const SentOutputs = ({ outputs }: { outputs: readonly SentOutput[] }) => (
  <section
    aria-label="Outputs that were sent"
    className="space-y-3 rounded-card border border-dashed border-line-strong bg-raise p-3"
  >
    <p className="flex items-center gap-2 text-small text-ink-2">
      <Check aria-hidden className="icon size-3.5" />
      Sent. The steps show it once the server answers.
    </p>
    {outputs.map(({ callId, name, output }) => (
      <div key={callId} className="space-y-1.5">
        <code className="text-small font-strong break-words">{name}</code>
        <CodeView label={`Output sent for ${name}`} wrap className="max-h-40">
          {output}
        </CodeView>
      </div>
    ))}
  </section>
)
