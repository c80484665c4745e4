import type { ImportedThread } from '#server/store/imports.ts'

import type { Telling } from '../story.ts'
import { forecast, refundPeak } from './analyst.ts'
import { deliveryCheck } from './delivery-check.ts'
import { migrationGuide, webhookSignature, wifiDrops } from './developers.ts'
import { arabicExchange, chineseInvoice, hindiRefund, manyLanguages } from './languages.ts'
import {
  doubleCharge,
  policySummary,
  someoneElse,
  stoppedTranslation,
  whichPart,
} from './orders.ts'
import { cancelledFlight, lostLuggage, seatChange } from './travel.ts'

/** Every sample, oldest first. */
const STORIES: ((telling: Telling) => ImportedThread)[] = [
  deliveryCheck,
  forecast,
  migrationGuide,
  manyLanguages,
  lostLuggage,
  stoppedTranslation,
  policySummary,
  hindiRefund,
  whichPart,
  refundPeak,
  arabicExchange,
  webhookSignature,
  someoneElse,
  doubleCharge,
  chineseInvoice,
  wifiDrops,
  cancelledFlight,
  seatChange,
]

/** The sample threads, counted back from the present. */
export const tellStories = (telling: Telling): ImportedThread[] =>
  STORIES.map((story) => story(telling)).toSorted(
    (a, b) => a.thread.created_at - b.thread.created_at,
  )
