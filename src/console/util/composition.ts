/** The key code of a key that an input method has taken. */
const TAKEN = 229

/**
 * Whether a key belongs to text being composed with an input method. Safari ends the composition before
 * it tells of the Enter that did so: that key says it is not composing, and has the code of a taken one.
 */
export const isComposing = (event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  event.isComposing || event.keyCode === TAKEN
