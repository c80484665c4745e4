/**
 * The thread of a step that called tools, so that those of a whole thread are one range of an index. A step
 * that cannot be read counts as one: whoever asks for it is told of the damage.
 */
export const toolSteps = /* sql */ `
ALTER TABLE run_steps ADD COLUMN tools_of INTEGER;
UPDATE run_steps SET tools_of = (SELECT thread FROM runs WHERE seq = run)
WHERE iif(json_valid(body), body ->> '$.step_details.type' = 'tool_calls', TRUE);
CREATE INDEX run_steps_of_tools ON run_steps (tools_of, created_at, tie) WHERE tools_of IS NOT NULL;
`
