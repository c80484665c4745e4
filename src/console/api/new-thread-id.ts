/** Stands for the id of a thread that is not stored yet: its first message makes it. */
export const NEW_THREAD = 'new'
