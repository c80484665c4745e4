import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { peopleQuery } from '#console/api/people.ts'
import { deleteQueue, modifyQueue } from '#console/api/queues.ts'
import { paths } from '#console/paths.ts'
import { ActionDialog, ConfirmDialog, STAY } from '#console/ui/ActionDialog.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { countText, overText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { MAX_QUEUE_NAME, type Queue } from '#contract/queue.ts'

import { PeopleField } from './PeopleField.tsx'

interface Props {
  queue: Queue
  onClose: () => void
}

export const EditQueueDialog = ({ queue, onClose }: Props) => {
  const client = useQueryClient()
  const { data: people = [] } = useQuery(peopleQuery)
  const [name, setName] = useState(queue.name)
  const [chosen, setChosen] = useState<readonly string[]>(queue.people)
  return (
    <ActionDialog
      title="Name and readers"
      isForm
      action="Save"
      deed="the queue was changed"
      disabled={name.trim() === '' || name.trim().length > MAX_QUEUE_NAME}
      onClose={onClose}
      onAction={async (patience) => {
        const body = { name: name.trim(), people: [...chosen] }
        return (await modifyQueue(client, queue.id, body, patience)) ?? STAY
      }}
    >
      <TextField
        label="Name"
        autoComplete="off"
        value={name}
        error={overText(name.length, MAX_QUEUE_NAME)}
        onChange={({ target }) => setName(target.value)}
      />
      <PeopleField
        label="Who reads"
        hint={chosen.length === 0 ? 'Anybody.' : `${countText(chosen.length, 'person', 'people')}.`}
        people={people}
        chosen={chosen}
        onChange={setChosen}
      />
    </ActionDialog>
  )
}

export const DeleteQueueDialog = ({ queue, onClose }: Props) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (
    <ConfirmDialog
      title="Delete queue"
      action="Delete queue"
      deed="the queue was deleted"
      onClose={onClose}
      onConfirm={async (patience) => {
        if (!(await deleteQueue(client, queue.id, patience))) return STAY
        void navigate(paths.queues(), { replace: true })
        return undefined
      }}
    >
      <p>
        <strong className="font-strong break-words">
          <bdi>{shownName(queue.name)}</bdi>
        </strong>{' '}
        and its totals are gone for good. Its threads stay, and{' '}
        {countText(queue.counts.judged, 'judgement stays', 'judgements stay')} with them.
      </p>
    </ConfirmDialog>
  )
}
