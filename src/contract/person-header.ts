/** Says who reads, by the id of a person: sent with each write of a review. */
export const PERSON_HEADER = 'clew-person'
