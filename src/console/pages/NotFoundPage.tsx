import { Compass } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'react-router'

import { useTitle } from '../hooks/use-title.ts'
import { paths } from '../paths.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { contentShown } from '../util/first-content.ts'

export default function NotFoundPage() {
  useTitle('Not found')
  useEffect(contentShown, [])
  return (
    <main id="content" tabIndex={-1} className="flex flex-1 items-center justify-center">
      <EmptyState
        icon={Compass}
        title="Nothing is at this address"
        heading="h1"
        action={
          <Link className="text-accent underline" to={paths.threads()}>
            Go to the threads
          </Link>
        }
      >
        It may have been mistyped, or what was here is gone.
      </EmptyState>
    </main>
  )
}
