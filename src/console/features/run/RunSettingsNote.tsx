import { namesSet, runSettingsDrafts } from './run-settings.ts'

/** Says beside what sends a message with a run that what is set in the form for runs does not go along. */
export const RunSettingsNote = ({ threadId }: { threadId: string }) => {
  const count = namesSet(runSettingsDrafts.use(threadId)).length
  if (count === 0) return null
  return (
    <p role="status" className="px-3.5 py-1 text-small text-attention">
      {count === 1 ? 'One run setting is' : `${count} run settings are`} not used here: “Start run”
      in the run panel uses {count === 1 ? 'it' : 'them'}.
    </p>
  )
}
