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

/** How many seconds the clocks of a zone are ahead of UTC, at a time in Unix seconds. */
const offsetsIn = (zone: string): ((at: number) => number) => {
  // The offset is read, not the date: that has another form before the year 1.
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
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
