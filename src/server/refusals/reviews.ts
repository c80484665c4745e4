import { MAX_LABELS } from '#contract/label.ts'
import { MAX_PEOPLE, PERSON_HEADER } from '#contract/person.ts'

import { ApiError, clip, none } from './api-error.ts'

export const noPerson = (id: string) => none('person', clip(id))
export const noLabel = (id: string) => none('label', clip(id))
export const noReview = (id: string) => none('review', clip(id))
export const noQueue = (id: string) => none('queue', clip(id))

export const personRequired = () =>
  new ApiError(
    400,
    'person_required',
    `Say who you are: the header '${PERSON_HEADER}' has the id of a person, which POST /api/people makes.`,
    PERSON_HEADER,
  )

export const notYours = (name: string) =>
  new ApiError(
    403,
    'not_yours',
    `This review is ${name}'s: only they change or delete it. Write one of your own.`,
  )

const taken = (noun: string, name: string, id: string) =>
  new ApiError(
    400,
    'name_taken',
    `There is a ${noun} called '${name}' already: ${id}. Take that one, or another name.`,
    'name',
  )
export const personTaken = (name: string, id: string) => taken('person', name, id)
export const labelTaken = (name: string, id: string) => taken('label', name, id)

export const tooManyPeople = () =>
  new ApiError(400, 'too_many_people', `No more than ${MAX_PEOPLE} people can be known.`)
export const tooManyLabels = () =>
  new ApiError(
    400,
    'too_many_labels',
    `No more than ${MAX_LABELS} labels are kept. Merge some that mean the same.`,
  )

export const labelMerged = (id: string, into: string) =>
  new ApiError(
    400,
    'label_merged',
    `The label ${id} was merged into ${into}. Change that one, or make another.`,
  )
export const mergedIntoItself = () =>
  new ApiError(
    400,
    'invalid_value',
    "A label cannot be merged into itself: 'into' is another.",
    'into',
  )

export const passageWithoutMessage = () =>
  new ApiError(
    400,
    'invalid_value',
    "A passage is of a message: 'message_id' says of which.",
    'message_id',
  )
export const emptyPassage = () =>
  new ApiError(
    400,
    'invalid_value',
    "Invalid 'passage.end': a passage ends behind its start.",
    'passage.end',
  )

export const wrongAnswer = (key: string) =>
  new ApiError(
    400,
    'invalid_value',
    `Invalid 'criteria': '${clip(key)}' is to be a name of one line.`,
    'criteria',
  )
