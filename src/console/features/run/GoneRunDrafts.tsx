import { UnsentText } from '#console/ui/UnsentText.tsx'

import { outputDrafts } from './output-drafts.ts'
import { namesSet, runSettingsDrafts, type RunSettings } from './run-settings.ts'

/** Outputs and settings of runs that were being typed in a thread that is gone. */
export const GoneRunDrafts = ({ threadId }: { threadId: string }) => (
  <>
    {outputDrafts.idsOf(threadId).map((id) => (
      <Outputs key={id} id={id} />
    ))}
    <Settings threadId={threadId} />
  </>
)

const Outputs = ({ id }: { id: string }) => {
  const typed = Object.values(outputDrafts.use(id)).filter(({ output }) => output !== '')
  if (typed.length === 0) return null
  return (
    <UnsentText
      label="Outputs not submitted"
      heading="You were answering the calls of a run here"
      what="outputs"
      text={typed.map(({ name, output }) => `${name}:\n${output}`).join('\n\n')}
      onDiscard={() => outputDrafts.forget(id)}
    />
  )
}

const Settings = ({ threadId }: { threadId: string }) => {
  const text = settingsText(runSettingsDrafts.use(threadId))
  if (text === '') return null
  return (
    <UnsentText
      label="Settings of a run that was not started"
      heading="You were setting up a run here"
      what="settings"
      text={text}
      onDiscard={() => runSettingsDrafts.forget(threadId)}
    />
  )
}

/** What was set, each by its name on the wire. */
const settingsText = (settings: RunSettings): string =>
  namesSet(settings)
    .map((name) =>
      name === 'metadata'
        ? settings.metadata.map(({ key, value }) => `${name}.${key}: ${value}`).join('\n')
        : `${name}: ${settings[name]}`,
    )
    .join('\n')
