import { newPlaces, type Place } from '#console/util/left-places.ts'

const places = newPlaces('clew.left-lists')

/**
 * Where a list was left, to come back to. An address that leads a newly loaded page to another thread
 * than was open counts for more.
 */
export const recallScroll = (list: string, selectedId: string | undefined): Place | undefined => {
  const place = places.recall(list)
  return place && (places.isOfThisVisit(list) || place.beside === selectedId) ? place : undefined
}
export const rememberScroll = places.remember
