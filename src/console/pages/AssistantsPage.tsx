import { useEffect } from 'react'
import { useNavigate, useParams } from 'react-router'

import { AssistantsPanel } from '../features/assistant/AssistantsPanel.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { paths } from '../paths.ts'
import { contentShown } from '../util/first-content.ts'

export default function AssistantsPage() {
  const { assistantId } = useParams()
  const navigate = useNavigate()
  useTitle('Assistants')
  useEffect(contentShown, [])
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col">
      <AssistantsPanel
        {...(assistantId && { assistantId })}
        onSelect={(id) => void navigate(id ? paths.assistant(id) : paths.assistants())}
      />
    </main>
  )
}
