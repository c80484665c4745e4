import { useQuery } from '@tanstack/react-query'

import { isNotFound } from '../api/failure.ts'
import { type WrittenMessage, foundQuery } from '../api/found-passages.ts'
import { scrollStop } from '../ui/scroll-stop.ts'
import { decimalText } from '../util/number.ts'
import { type Cited, passageOf } from './passage.ts'

/** The passage a citation stands for, as the run's file search found it; asked for once it is shown. */
export const CitedPassage = ({ cited, message }: { cited: Cited; message: WrittenMessage }) => {
  const { data: searches, error } = useQuery(foundQuery(message))
  const { quote } = cited
  const own = quote && <q dir="auto">{quote}</q>
  if (!searches) {
    // A message from elsewhere may name a run that is not here.
    const note = isNotFound(error) ? '' : error ? 'The passage could not be read.' : 'Reading…'
    return own || (note && <span className="md-cite-note">{note}</span>)
  }
  const passage = passageOf(searches, cited)
  if (!passage) return own || <span className="md-cite-note">The run kept no passage of it.</span>
  return (
    <>
      {own || (
        <q ref={scrollStop} dir="auto">
          {passage.text}
        </q>
      )}
      {/* Scores of words alone may be so small that two digits are none. */}
      {passage.score >= 0.005 && (
        <span className="md-cite-note">Found with a score of {decimalText(passage.score, 2)}</span>
      )}
    </>
  )
}
