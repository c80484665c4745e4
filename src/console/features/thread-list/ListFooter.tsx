import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'

import { useWhyNot } from '#console/api/rights.ts'
import { samplesQuery } from '#console/api/samples.ts'
import { sessionQuery } from '#console/api/session.ts'
import { Button } from '#console/ui/Button.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { countText } from '#console/util/number.ts'

const dialogs = () => import('./FooterDialogs.tsx')
const ofDialog = { missing: 'The dialog could not be loaded.', over: true }
const RemoveSamples = lazyPart(() => dialogs().then((module) => module.RemoveSamples), ofDialog)
const AboutScripted = lazyPart(() => dialogs().then((module) => module.AboutScripted), ofDialog)

/** Says what here is not real: sample threads, and answers from the script. */
export const ListFooter = ({
  openId,
  onOpenGone,
}: {
  /** The thread that is open. */
  openId: string | undefined
  /** Called once that is removed with the samples. */
  onOpenGone: () => void
}) => {
  const client = useQueryClient()
  const samples = useQuery(samplesQuery).data
  const scripted = useQuery(sessionQuery).data?.scripted
  const [asked, setAsked] = useState<'samples' | 'scripted'>()
  const whyNot = useWhyNot('deleteSamples')
  if (!samples?.present && !scripted) return null
  const close = () => setAsked(undefined)
  return (
    <div className="short:hidden border-t border-line px-4.5 py-1.5 text-meta text-ink-2">
      {samples?.present && (
        <p className="flex flex-wrap items-center justify-between gap-x-2">
          <span>
            {samples.threads > 0 ? countText(samples.threads, 'sample thread') : 'Sample threads'}
          </span>
          <Button
            variant="quiet"
            size="small"
            className="-me-2"
            whyNot={whyNot}
            onClick={() => setAsked('samples')}
          >
            Remove
          </Button>
        </p>
      )}
      {scripted && (
        <p className="flex flex-wrap items-center justify-between gap-x-2">
          <span>Answers are scripted</span>
          <Button
            variant="quiet"
            size="small"
            className="-me-2"
            onClick={() => setAsked('scripted')}
          >
            Connect a model
          </Button>
        </p>
      )}
      <Suspense>
        {asked === 'samples' && (
          <RemoveSamples
            openId={openId}
            onOpenGone={onOpenGone}
            onClose={close}
            onRemoved={() =>
              client.setQueryData(samplesQuery.queryKey, { present: false, threads: 0 })
            }
          />
        )}
        {asked === 'scripted' && <AboutScripted onClose={close} />}
      </Suspense>
    </div>
  )
}
