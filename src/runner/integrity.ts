const { ownKeys, getOwnPropertyDescriptor, deleteProperty, getPrototypeOf } = Reflect
const same = Object.is

interface Watched {
  object: object
  keys: number
  names: (string | symbol)[]
  values: unknown[]
}

/**
 * Remembers every built-in as it is now, and gives a check that runs after a call: names the call left on the global
 * object are removed; false when a built-in was changed, so that no other Function meets what one did to `Array.prototype`.
 */
export function watchBuiltIns(): () => boolean {
  const watched = collect()
  const globals = new Set(ownKeys(globalThis))
  return () => {
    const names = ownKeys(globalThis)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      if (!globals.has(name) && !deleteProperty(globalThis, name)) return false
    }
    for (let i = 0; i < watched.length; i++) if (!unchanged(watched[i] as Watched)) return false
    return true
  }
}

function unchanged({ object, keys, names, values }: Watched): boolean {
  if (ownKeys(object).length !== keys) return false
  for (let i = 0; i < names.length; i++) {
    if (!same((object as Record<string, unknown>)[names[i] as string], values[i])) return false
  }
  return true
}

function collect(): Watched[] {
  const seen = new Set<object>()
  const watched: Watched[] = []
  const visit = (object: unknown, deep: boolean) => {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) return
    seen.add(object)
    const names: (string | symbol)[] = []
    const values: unknown[] = []
    const keys = ownKeys(object)
    for (const name of keys) {
      const property = getOwnPropertyDescriptor(object, name)
      if (!property || !('value' in property)) continue
      names.push(name)
      values.push(property.value)
      if (deep || name === 'prototype') visit(property.value, false)
    }
    watched.push({ object, keys: keys.length, names, values })
  }
  visit(globalThis, true)
  const iterators = [
    [][Symbol.iterator](),
    new Map().keys(),
    new Set().keys(),
    ''[Symbol.iterator](),
    ''.matchAll(/a/g),
  ]
  const functions = [async () => {}, function* () {}, async function* () {}]
  for (const object of [...iterators, ...functions, Uint8Array]) {
    for (let at = getPrototypeOf(object); at; at = getPrototypeOf(at)) visit(at, false)
  }
  for (const make of functions.slice(1)) visit(getPrototypeOf(make.prototype as object), false)
  return watched
}
