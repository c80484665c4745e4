import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useNavigate, useParams } from 'react-router'

import { assistantQuery } from '../api/assistants.ts'
import { isNotFound } from '../api/failure.ts'
import { NEW } from '../features/assistant/assistant-drafts.ts'
import { assistantName } from '../features/assistant/assistant-name.ts'
import { AssistantsPanel } from '../features/assistant/AssistantsPanel.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { paths } from '../paths.ts'
import { contentShown } from '../util/first-content.ts'

export default function AssistantsPage() {
  const { assistantId } = useParams()
  const navigate = useNavigate()
  const isNew = assistantId === NEW
  const { data, error } = useQuery({
    ...assistantQuery(assistantId ?? ''),
    enabled: assistantId !== undefined && !isNew,
  })
  const open = isNew
    ? 'New assistant'
    : isNotFound(error)
      ? 'Assistant not found'
      : data && assistantName(data)
  useTitle(assistantId !== undefined && open ? `${open} · Assistants` : 'Assistants')
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
