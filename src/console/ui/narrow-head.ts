// Where large text leaves the head of a column little room.

/** A button gives up some of its margin. */
export const TIGHT = '@max-[16rem]:px-2'
/** Words beside a sign that says enough are spoken alone. */
export const SPOKEN = '@max-[16rem]:sr-only'
