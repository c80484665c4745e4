export interface AssistantsPanelProps {
  assistantId?: string
  onSelect: (assistantId: string | undefined) => void
}
export const AssistantsPanel = ({ assistantId }: AssistantsPanelProps) => <h1>{assistantId ?? 'Assistants'}</h1>
