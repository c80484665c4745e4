import { PERSON_HEADER } from '#contract/person.ts'
import { type Criterion, MAX_QUEUE_THREADS, type NoneLeft, SCALE } from '#contract/queue.ts'

import { ApiError, clip, forbidden, none } from './api-error.ts'

export const noItem = (id: string) => none('item of this queue', clip(id))

const threads = MAX_QUEUE_THREADS.toLocaleString('en')

export const tooManyThreads = () =>
  `More than ${threads} threads match, and a queue has up to ${threads}. Take a sample, or narrow the query.`
export const queueTooLarge = () => new ApiError(400, 'too_many_threads', tooManyThreads(), 'sample')

const CLOSED: Record<string, string> = {
  filling: 'it is filled with threads still. Try again in a moment.',
  closed: 'it is closed. Open it first.',
  failed: 'it could not be filled.',
}
export const queueNotOpen = (state: string) =>
  new ApiError(
    409,
    'queue_not_open',
    `This queue takes nothing now: ${CLOSED[state] ?? 'it is gone.'}`,
  )

export const notInQueue = (name: string) =>
  new ApiError(
    403,
    'not_in_queue',
    `This queue is read by certain people, and ${name} is none of them.`,
  )
export const assignedOutside = (name: string) =>
  new ApiError(
    400,
    'not_in_queue',
    `This queue is read by certain people, and ${name} is none of them. Add them to the queue first.`,
    'people',
  )

const conflict = (code: string, message: string) => new ApiError(409, code, message)

export const itemHeld = (name: string) =>
  conflict('item_held', `${name} reads this thread now. Take another, or wait until they are done.`)
export const itemJudged = (name: string) =>
  conflict('item_judged', `${name} has judged this already.`)
export const itemSkipped = (name: string) =>
  conflict('item_skipped', `${name} skipped this. Take that back first.`)
export const itemGone = () => conflict('item_gone', 'The thread of this item is deleted.')
export const itemAssigned = (name: string) =>
  conflict('item_assigned', `This is assigned to ${name}.`)
export const readBefore = () =>
  conflict(
    'read_before',
    'This thread is read by two people: you give the other reading, so this one is for somebody else.',
  )
export const notHeld = () => conflict('not_held', 'You do not hold this item.')
export const notSkipped = () =>
  conflict('not_skipped', 'This item is not skipped: there is nothing to take back.')

export const threadNotInQueue = (threadId: string, queueId: string) =>
  new ApiError(
    400,
    'not_in_queue',
    `The thread ${clip(threadId)} is not in the queue ${clip(queueId)}.`,
    'queue_id',
  )

const wrong = (param: string, message: string) => new ApiError(400, 'invalid_value', message, param)

export const noCriterion = (key: string) =>
  wrong('criteria', `Invalid 'criteria': the rubric of this queue has no '${clip(key)}'.`)
export const wrongAnswerTo = ({ key, name, type, choices = [] }: Criterion) => {
  const wants: Record<string, string> = {
    yes_no: 'true or false',
    scale: `a whole number from ${SCALE.least} to ${SCALE.most}`,
    choice: `one of ${choices.map((choice) => `'${choice}'`).join(', ')}`,
    text: 'a text',
  }
  return wrong('criteria', `Invalid 'criteria.${key}': '${name}' is answered by ${wants[type]}.`)
}
export const answersRequired = (names: readonly string[]) =>
  new ApiError(
    400,
    'answer_required',
    `This queue asks for more with a verdict: ${names.map((name) => `'${name}'`).join(', ')}.`,
    'criteria',
  )

export const sameKeyTwice = (key: string) =>
  wrong('criteria', `Invalid 'criteria': two of them have the key '${key}'.`)
export const choicesMissing = (key: string) =>
  wrong('criteria', `Invalid 'criteria': '${key}' is a choice, and 'choices' says between what.`)
export const choicesUnasked = (key: string) =>
  wrong('criteria', `Invalid 'criteria': '${key}' is no choice, and has no 'choices'.`)
export const sameChoiceTwice = (key: string) =>
  wrong('criteria', `Invalid 'criteria': two choices of '${key}' are the same.`)

export const readerAlone = () =>
  wrong(
    'people',
    "Invalid 'people': whoever has read a thread does not read it a second time, so a queue with a second reading needs two people at least.",
  )

/** Why a queue has nothing more for a person, in words. */
export const NONE_LEFT_WORDS: Record<NoneLeft, string> = {
  judged: 'All is judged or skipped.',
  held: 'Others read what is left now. What they let go comes back here.',
  assigned: 'What is left is assigned to others.',
  read_before: 'You have read what is left: it waits for a second reader.',
}

export const queueNotYours = (name: string) =>
  forbidden(
    `This queue is ${name}'s: they delete it, or somebody with the right 'delete'. The header '${PERSON_HEADER}' says who you are.`,
  )
