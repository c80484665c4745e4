import type { ReactNode } from 'react'
import { Outlet, useLocation } from 'react-router'

import { connection } from '#console/api/changes.ts'
import { ErrorBoundary } from '#console/ui/ErrorBoundary.tsx'
import { ToastRegion } from '#console/ui/ToastRegion.tsx'

import { Rail } from './Rail.tsx'

/** What stands around every page: navigation, notices, and what is said while the server is away. */
export const Shell = ({ children }: { children?: ReactNode }) => {
  const { pathname } = useLocation()
  return (
    <div className="flex h-dvh flex-col-reverse bg-page md:flex-row">
      <a
        href="#content"
        className="absolute start-2 top-2 z-30 -translate-y-16 rounded-control bg-accent px-3 py-2 text-accent-on focus:translate-y-0"
        // The address names a message after its #, so the jump is made by hand.
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('content')?.focus()
        }}
      >
        Skip to content
      </a>
      <Rail />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Offline />
        <div className="flex min-h-0 min-w-0 flex-1">
          <ErrorBoundary what="This page could not be shown." resetKey={pathname}>
            <Outlet />
          </ErrorBoundary>
        </div>
      </div>
      <ToastRegion />
      {children}
    </div>
  )
}

const Offline = () => {
  const offline = connection.use() === 'offline'
  return (
    <output className={offline ? 'bg-attention-soft px-4 py-1.5 text-small' : undefined}>
      {offline && (
        <span className="text-attention">
          The server cannot be reached. What is shown may be old; the console reconnects by itself.
        </span>
      )}
    </output>
  )
}
