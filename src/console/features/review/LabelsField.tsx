import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useNavigate } from 'react-router'

import { askNewLabel, labelsQuery, offered, useLabels } from '#console/api/labels.ts'
import { paths } from '#console/paths.ts'
import { KeyHint } from '#console/ui/KeyHint.tsx'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { LabelMenu } from '#console/ui/LabelMenu.tsx'
import type { Label } from '#contract/label.ts'

import { Section } from './Section.tsx'

/** The labels that a review has, and the menu of all there are. */
export const LabelsField = ({
  chosen,
  onToggle,
  whyNot,
}: {
  chosen: readonly string[]
  /** Puts a label on, or takes it off. */
  onToggle: (label: Pick<Label, 'id' | 'name'>) => unknown
  whyNot: string | undefined
}) => {
  const navigate = useNavigate()
  const { data = [] } = useQuery(labelsQuery)
  const known = useLabels()
  return (
    <Section title="Labels">
      <div data-review-labels className="flex flex-wrap items-center gap-1.5">
        {chosen.map((id) => {
          const { name = '…', color = 'gray' } = known.get(id) ?? {}
          return (
            <LabelChip
              key={id}
              name={name}
              color={color}
              onRemove={whyNot === undefined ? () => void onToggle({ id, name }) : undefined}
            />
          )
        })}
        {whyNot === undefined ? (
          <LabelMenu
            label="Add a label"
            labels={offered(data)}
            chosen={chosen}
            keepsOpen
            onToggle={(label) => void onToggle(label)}
            onNew={async (name) => {
              const label = await askNewLabel(name)
              if (label) await onToggle(label)
            }}
            onManage={() => void navigate(paths.labels())}
            className="inline-flex min-h-6 items-center gap-1.5 rounded-control px-1.5 text-small text-ink-2 hover:bg-hover hover:text-ink"
          >
            <Plus aria-hidden className="icon size-3.5" />
            Add
            <KeyHint keyName="L" />
          </LabelMenu>
        ) : (
          chosen.length === 0 && <p className="text-small text-ink-3">None.</p>
        )}
      </div>
    </Section>
  )
}
