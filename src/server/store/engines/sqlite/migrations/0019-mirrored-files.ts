/** Of a file of another server the description alone is here: its bytes are not missing. */
export const mirroredFiles = /* sql */ `
ALTER TABLE files ADD COLUMN mirrored INTEGER;
UPDATE files SET mirrored = 1 WHERE EXISTS (SELECT 1 FROM mirrored_threads);
`
