/** The zone of a day where none is named. */
export const UTC = 'UTC'

/** Whether there is a time zone of that name. What a browser calls its own may be none, as `Etc/Unknown` is. */
export const isTimeZone = (name: string | undefined): name is string => {
  if (name === undefined) return false
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const DAY = 86_400

let latest: { zone: string; format: Intl.DateTimeFormat } | undefined
/** Kept for the next day of the same zone: to make one takes longer than all that it is asked. */
const formatIn = (zone: string): Intl.DateTimeFormat => {
  if (latest?.zone !== zone) {
    // The offset is read, not the date: that has another form before the year 1.
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    latest = { zone, format }
  }
  return latest.format
}

/** How many seconds the clocks of a zone are ahead of UTC, at a time in Unix seconds. */
const offsetsIn = (zone: string): ((at: number) => number) => {
  const format = formatIn(zone)
  return (at) => {
    const [, sign, ...parts] =
      /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(at * 1000)) ?? []
    const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0))
    return ((hours * 60 + minutes) * 60 + seconds) * (sign === '-' ? -1 : 1)
  }
}

/**
 * When a day begins in a zone, in Unix seconds. Of a midnight that comes twice it is the first one; where
 * clocks go past midnight, or a day is left out, it is the second at which they do.
 * @param day when it begins in UTC
 */
export const dayStart = (day: number, zone: string): number => {
  if (zone === UTC) return day
  const offsetAt = offsetsIn(zone)
  // Zones are less than a day from UTC, and their clocks change at most once in two days.
  const before = offsetAt(day - DAY)
  const after = offsetAt(day + DAY)
  const midnights = [day - before, day - after].filter((at) => at + offsetAt(at) === day)
  if (midnights.length > 0) return Math.min(...midnights)
  // There is none: the change lies between both.
  let [early, late] = [day - after, day - before]
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (offsetAt(middle) === before) early = middle
    else late = middle
  }
  return late
}

/** The day that a second is of in a zone, told by when that day begins in UTC. */
export const dayOf = (at: number, zone: string): number => {
  const day = Math.floor(at / DAY) * DAY
  if (zone === UTC) return day
  // Zones are less than a day from UTC.
  if (at < dayStart(day, zone)) return day - DAY
  return at < dayStart(day + DAY, zone) ? day : day + DAY
}
