import { useQuery } from '@tanstack/react-query'

import { assistantQuery } from '#console/api/assistants.ts'
import { NO_ASSISTANT, shownModel } from '#console/util/run-author.ts'
import { shownAssistant } from '#console/util/shown-name.ts'
import type { Run } from '#contract/run.ts'

/** Which assistant ran, and with which model. One that is gone is called by its id. */
export const RunAuthor = ({ run: { assistant_id: id, model } }: { run: Run }) => {
  const { data } = useQuery({ ...assistantQuery(id ?? ''), enabled: Boolean(id) })
  return (
    <p className="text-small break-words text-ink-2">
      <bdi title={id ?? undefined}>
        {id ? shownAssistant(data ?? { id, name: null }) : NO_ASSISTANT}
      </bdi>
      <span aria-hidden> · </span>
      <bdi>{shownModel(model)}</bdi>
    </p>
  )
}
