import { useState } from 'react'

import { isOffered } from '#console/hooks/use-action.ts'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Kbd } from '#console/ui/Kbd.tsx'

import { type Action, actions, keysInPlace } from './actions.ts'
import { allowSingleKeys, singleKeys } from './single-keys.ts'

const groups: readonly Action['group'][] = ['Threads', 'Thread', 'Review', 'Everywhere']

const Keys = ({
  title,
  rows,
}: {
  title: string
  /** `isAway`: nothing on the page does it now. */
  rows: readonly { keys: readonly string[]; label: string; isAway?: boolean }[]
}) => (
  <section aria-label={title}>
    <h3 className="mb-1 text-small text-ink-2">{title}</h3>
    <dl className="divide-y divide-line">
      {rows.map(({ keys, label, isAway = false }) => (
        <div key={label} className="flex items-center justify-between py-1.5">
          <dt className={isAway ? 'text-ink-2' : undefined}>
            <span>{label}</span>
            {isAway && <span className="text-small"> · not here</span>}
          </dt>
          <dd className="flex items-center gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </section>
)

export const ShortcutsDialog = ({ onClose }: { onClose: () => void }) => {
  const allowed = singleKeys.use()
  // As it was when the list was asked for: the page does not change behind it.
  const [shown] = useState(() =>
    actions.map((action) => ({ ...action, isAway: !isOffered(action.id) })),
  )
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="space-y-4">
        {groups.map((group) => (
          <Keys key={group} title={group} rows={shown.filter((action) => action.group === group)} />
        ))}
        <Keys title="In place" rows={keysInPlace} />
        <label className="flex items-start gap-2 text-small text-ink-2">
          <input
            type="checkbox"
            className="mt-0.5 accent-accent"
            checked={allowed}
            onChange={(event) => allowSingleKeys(event.target.checked)}
          />
          <span>
            Act on single keys. Turn off if dictation or a switch types them by accident.
            {!allowed && (
              <output className="mt-1 block text-ink">
                They are off until this is ticked again. The keyboard button of the navigation opens
                this list.
              </output>
            )}
          </span>
        </label>
      </div>
    </Dialog>
  )
}
