import type { MountedFiles } from './mounted-files.ts'

const HOW =
  'Runs Python and answers what it printed. Variables, imports and files stay from one call to the ' +
  'next. There is no network. The value of the last line is shown, so are plots. ' +
  'Save files that are meant for the user below /mnt/data and link them in your answer as ' +
  '[name](sandbox:/mnt/data/name): only so can the user open them. Plots reach the user by themselves.'

/** What a run's model is told of the interpreter and the files in it. */
export const describe = ({ mounted, missing }: MountedFiles): string =>
  [HOW, filesText(mounted), missingText(missing)].filter((text) => text !== '').join('\n\n')

// Names are the uploader's words: quoted, so that none reads like a line of ours.
const filesText = (mounted: MountedFiles['mounted']): string =>
  mounted.length === 0
    ? ''
    : `Files of this conversation, below /mnt/data:\n${mounted
        .map(({ name, file }) => `- ${JSON.stringify(name)} (${file.bytes ?? 0} bytes)`)
        .join('\n')}`

const missingText = (missing: string[]): string =>
  missing.length === 0 ? '' : `No longer kept, and not there: ${missing.join(', ')}.`
