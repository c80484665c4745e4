import type { ReactNode } from 'react'
import { Outlet, useLocation } from 'react-router'

import { useIsMirror } from '#console/api/mirror.ts'
import { ErrorBoundary } from '#console/ui/ErrorBoundary.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { PaperNote } from '#console/ui/PaperNote.tsx'
import { ToastRegion } from '#console/ui/ToastRegion.tsx'
import { afterContent } from '#console/util/first-content.ts'

import { Away } from './Away.tsx'
import { Rail } from './Rail.tsx'

const UpstreamAway = lazyPart(
  () => afterContent(() => import('./UpstreamAway.tsx')).then((module) => module.UpstreamAway),
  { meanwhile: null },
)

/** What stands around every page: navigation, notices, and what is said while the server is away. */
export const Shell = ({
  saved,
  reader,
  children,
}: {
  saved?: ReactNode
  reader?: ReactNode
  children?: ReactNode
}) => {
  const { pathname } = useLocation()
  return (
    <>
      <PaperNote>
        This is what the console had drawn by then. What could be scrolled to may be missing. “Print
        thread” in the menu of a thread prints all of its messages.
      </PaperNote>
      <div className="flex h-dvh flex-col-reverse bg-page md:flex-row">
        <a
          href="#content"
          className="absolute start-2 top-2 z-30 -translate-y-16 rounded-control bg-accent px-3 py-2 text-accent-on forced-plate focus:translate-y-0"
          // The address names a message after its #, so the jump is made by hand.
          onClick={(event) => {
            event.preventDefault()
            document.getElementById('content')?.focus()
          }}
        >
          Skip to content
        </a>
        <Rail saved={saved} reader={reader} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div className="flex min-h-0 min-w-0 flex-1">
            <ErrorBoundary what="This page could not be shown." resetKey={pathname}>
              <Outlet />
            </ErrorBoundary>
          </div>
          {/* At the foot: it comes by itself, and moves no row that the pointer is on. */}
          <Away />
          {useIsMirror() && <UpstreamAway />}
        </div>
        <ToastRegion />
        {children}
      </div>
    </>
  )
}
