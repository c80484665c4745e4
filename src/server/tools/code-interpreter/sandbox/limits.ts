/** What an interpreter may take. */
export interface Limits {
  /** Milliseconds that one execution may last. */
  timeLimit: number
  /** Milliseconds in which Python has to stop when its time is up. */
  grace: number
  /** Of Python's own memory, and of the files it keeps, in MB. */
  memory: number
  files: number
  /** Characters of logs that one execution may leave; images and made files, and their bytes. */
  logs: number
  images: number
  imageBytes: number
  madeFiles: number
  madeBytes: number
}

const MB = 1024 * 1024

/** Unless the settings say otherwise. */
export const LIMITS: Limits = {
  timeLimit: 60_000,
  grace: 5000,
  memory: 1024,
  files: 512,
  logs: MB,
  images: 20,
  imageBytes: 20 * MB,
  madeFiles: 50,
  madeBytes: 256 * MB,
}

const MINUTE = 60_000

/**
 * Unless the settings say otherwise: how many interpreters live at once, and how many milliseconds one
 * is kept without work, and in all.
 */
export const POOL = { interpreters: 4, idle: 20 * MINUTE, age: 60 * MINUTE }

/** Of JavaScript's own objects in an interpreter's process, in MB. */
export const HEAP_MB = 512
