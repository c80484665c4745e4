import { join } from 'node:path'

/** What a data folder holds: the database, and the bytes of files in a folder of their own. */
export const DATABASE = 'clew.db'
export const FILES = 'files'

/** Copies of other servers, each a data folder of its own: threads of one are not those of another. */
const UPSTREAMS = 'upstreams'

/** Where the data of a server are: in front of another one, the folder of its copy. */
export const folderOf = ({
  dataDir,
  upstreamUrl,
}: {
  dataDir: string
  upstreamUrl: string | undefined
}): string => {
  if (upstreamUrl === undefined) return dataDir
  const { host, pathname } = new URL(upstreamUrl)
  const name = `${host}${pathname.replace(/\/v1$/, '')}`.replaceAll(/[^\w.-]+/g, '_')
  return join(dataDir, UPSTREAMS, name)
}
