/** A key that objects cannot hold like any other: whoever copies one loses it without a word. */
export const PROTO_KEY = '__proto__'

/** A value inside another; where it stands is spelled out only for the one that is found. */
interface Place {
  value: unknown
  key?: PropertyKey
  parent?: Place
}

const pathOf = ({ key, parent }: Place): PropertyKey[] => {
  const path = parent ? pathOf(parent) : []
  if (key !== undefined) path.push(key)
  return path
}

/** Where an object at any depth has such a key of its own. */
export const findProtoKey = (root: unknown): PropertyKey[] | undefined => {
  const open: Place[] = [{ value: root }]
  for (let place; (place = open.pop());) {
    const { value } = place
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value) && Object.hasOwn(value, PROTO_KEY)) return pathOf(place)
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'object' || inner === null) continue
      open.push({ value: inner, key: Array.isArray(value) ? Number(key) : key, parent: place })
    }
  }
  return undefined
}
