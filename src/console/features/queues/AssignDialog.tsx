import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { peopleQuery } from '#console/api/people.ts'
import { assignItems } from '#console/api/queues.ts'
import { ActionDialog, STAY } from '#console/ui/ActionDialog.tsx'
import { showToast } from '#console/ui/toast.ts'
import { countText } from '#console/util/number.ts'
import type { Queue } from '#contract/queue.ts'

import { PeopleField } from './PeopleField.tsx'

/** Gives what is open to people in turn, or to anybody. */
export const AssignDialog = ({ queue, onClose }: { queue: Queue; onClose: () => void }) => {
  const client = useQueryClient()
  const { data: people = [] } = useQuery(peopleQuery)
  const readers = queue.people.length
    ? people.filter(({ id }) => queue.people.includes(id))
    : people
  const [chosen, setChosen] = useState<readonly string[]>(queue.people)
  const isNobody = chosen.length === 0
  return (
    <ActionDialog
      title="Assign threads"
      isForm
      action={isNobody ? 'Leave them to anybody' : 'Assign'}
      deed="the threads were assigned"
      onClose={onClose}
      onAction={async (patience) => {
        const done = await assignItems(client, queue.id, chosen, patience)
        if (!done) return STAY
        const left =
          done.left_out > 0 ? `${countText(done.left_out, 'reading')} could not be.` : undefined
        const text = isNobody
          ? `${countText(done.assigned, 'reading is', 'readings are')} anybody’s.`
          : `${countText(done.assigned, 'reading')} assigned.`
        showToast({ text, ...(left !== undefined && { detail: left }) })
        return undefined
      }}
    >
      <PeopleField
        label="Readers"
        hint={
          isNobody
            ? 'Nobody is chosen: open readings that are assigned become anybody’s again.'
            : 'Open readings that nobody has are given to them in turn. Nobody reads a thread twice.'
        }
        people={readers}
        chosen={chosen}
        onChange={setChosen}
      />
    </ActionDialog>
  )
}
