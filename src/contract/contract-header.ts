/** Of a JSON answer that this server made itself: it is in the form that its schema reads. */
export const CONTRACT_HEADER = 'x-clew-contract'
