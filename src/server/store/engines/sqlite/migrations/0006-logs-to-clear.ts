/**
 * Runs from before the logs left out what deleted messages said: from the newest of them down, their logs
 * are still to be looked through.
 */
export const logsToClear = /* sql */ `
INSERT INTO settings (key, value)
SELECT 'logs_to_clear', CAST(max(seq) AS TEXT) FROM runs HAVING max(seq) IS NOT NULL;
`
