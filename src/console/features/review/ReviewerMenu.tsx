import { useQueryClient } from '@tanstack/react-query'
import { Pencil, Tags, UserRound } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { modifyPerson, useReviewer } from '#console/api/people.ts'
import { askWho } from '#console/api/reviewer.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { paths } from '#console/paths.ts'
import { ActionDialog } from '#console/ui/ActionDialog.tsx'
import { Initials } from '#console/ui/Initials.tsx'
import { Menu } from '#console/ui/Menu.tsx'
import type { Person } from '#contract/person.ts'

import { PersonFields, type PersonText, toRequest } from './PersonFields.tsx'

/** Who reads here, once they said so: to be changed, or called otherwise. */
export const ReviewerMenu = () => {
  const person = useReviewer()
  const whyNot = useWhyNot('modifyPerson')
  const navigate = useNavigate()
  const [isRenaming, setRenaming] = useState(false)
  if (!person) return null
  return (
    <>
      <Menu
        label={`${person.initials}, reviewing as ${person.name}`}
        align="start"
        className="rounded-full hover:brightness-95"
        items={[
          {
            label: 'Change who is reviewing',
            hint: person.name,
            icon: UserRound,
            // Once the menu has given the focus back.
            onSelect: () => setTimeout(() => void askWho()),
          },
          {
            label: 'Change name or initials',
            icon: Pencil,
            whyNot,
            onSelect: () => setRenaming(true),
          },
          {
            label: 'Manage labels',
            icon: Tags,
            separated: true,
            onSelect: () => void navigate(paths.labels()),
          },
        ]}
      >
        <Initials person={person} size="normal" />
      </Menu>
      {isRenaming && <RenamePerson person={person} onClose={() => setRenaming(false)} />}
    </>
  )
}

const RenamePerson = ({ person, onClose }: { person: Person; onClose: () => void }) => {
  const client = useQueryClient()
  const [text, setText] = useState<PersonText>(person)
  return (
    <ActionDialog
      title="Name and initials"
      isForm
      action="Save"
      deed="the name was changed"
      disabled={text.name.trim() === ''}
      onClose={onClose}
      onAction={(patience) => modifyPerson(client, person.id, toRequest(text), patience)}
    >
      <PersonFields text={text} onChange={setText} />
    </ActionDialog>
  )
}
