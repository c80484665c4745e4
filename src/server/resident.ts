import { readFile } from 'node:fs/promises'

/** What a process holds in memory, in MB; 0 where the system does not tell. */
export const residentOf = async (pid: number | undefined): Promise<number> => {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const [, kilobytes = 0] = /^VmRSS:\s*(\d+) kB/m.exec(status) ?? []
    return Number(kilobytes) / 1024
  } catch {
    return 0
  }
}
