/** What a model endpoint sent with the calls of a step and wants back with their outputs: never on the wire. */
export const kept = 'ALTER TABLE run_steps ADD COLUMN kept TEXT;'
