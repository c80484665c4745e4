import { threads } from './0001-threads.ts'
import { vectorStores } from './0002-vector-stores.ts'
import { answers } from './0003-answers.ts'
import { kept } from './0004-kept.ts'
import { deletedPlaces } from './0005-deleted-places.ts'
import { logsToClear } from './0006-logs-to-clear.ts'
import { storesToRead } from './0007-stores-to-read.ts'
import { answeredObjects } from './0008-answered-objects.ts'
import { changes } from './0009-changes.ts'
import { watermarks } from './0010-watermarks.ts'
import { earlierReadings } from './0011-earlier-readings.ts'
import { facets } from './0012-facets.ts'
import { filesToPut } from './0013-files-to-put.ts'
import { linesToFind } from './0014-lines-to-find.ts'
import { search } from './0015-search.ts'
import { toolSteps } from './0016-tool-steps.ts'
import { openings } from './0017-openings.ts'
import { mirror } from './0018-mirror.ts'
import { mirroredFiles } from './0019-mirrored-files.ts'
import { unfetched } from './0020-unfetched.ts'
import { reviews, searchedNotes } from './0021-reviews.ts'
import { overview } from './0022-overview.ts'
import { queues } from './0023-queues.ts'
import { countedReviews, foundRuns, reviewed } from './0024-reviewed.ts'
import { queueBarred } from './0025-queue-barred.ts'

/** In order; the number of those applied is the database's `user_version`. Never edit one that was released. */
export const migrations: readonly string[] = [
  threads,
  vectorStores,
  answers,
  kept,
  deletedPlaces,
  logsToClear,
  storesToRead,
  answeredObjects,
  changes,
  watermarks,
  earlierReadings,
  facets,
  filesToPut,
  linesToFind,
  search,
  toolSteps,
  openings,
  mirror,
  mirroredFiles,
  unfetched,
  reviews + searchedNotes,
  overview,
  queues,
  reviewed + countedReviews + foundRuns,
  queueBarred,
]
