/** What a data folder holds: the database, and the bytes of files in a folder of their own. */
export const DATABASE = 'clew.db'
export const FILES = 'files'
