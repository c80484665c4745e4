/** How far each follower of the record of changes is. */
export const watermarks = /* sql */ `
CREATE TABLE IF NOT EXISTS watermarks (
  name TEXT PRIMARY KEY,
  -- Of what the follower makes: another one makes it anew.
  version INTEGER NOT NULL,
  -- Up to which change it has followed.
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('clearing', 'walking', 'following')),
  -- While it is walking: where it is among the objects.
  place TEXT
) STRICT, WITHOUT ROWID;
`
