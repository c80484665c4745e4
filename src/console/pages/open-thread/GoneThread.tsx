import { Spool } from 'lucide-react'
import { Link } from 'react-router'

import { EmptyState } from '#console/ui/EmptyState.tsx'

/** An address of a thread that is not there, or not any more. */
export const GoneThread = ({ threadId, to }: { threadId: string; to: string }) => (
  <main
    id="content"
    tabIndex={-1}
    className="flex min-w-0 flex-1 items-center justify-center outline-none"
  >
    <EmptyState
      icon={Spool}
      title="This thread is not here"
      heading="h1"
      action={
        <Link className="text-accent underline" to={to}>
          Go to the threads
        </Link>
      }
    >
      It was deleted, or its address is not right: <code className="break-all">{threadId}</code>
    </EmptyState>
  </main>
)
