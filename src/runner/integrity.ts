const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect
const { getPrototypeOf, setPrototypeOf, isExtensible } = Reflect
const { is: same, hasOwn } = Object

type Key = string | symbol

/** A property as it was; the fields of its descriptor lie beside it, where they are read four times as fast. */
interface Property {
  name: Key
  descriptor: PropertyDescriptor
  isData: boolean
  value: unknown
  get: unknown
  set: unknown
  writable: boolean | undefined
  enumerable: boolean | undefined
  configurable: boolean | undefined
}

interface Watched {
  object: object
  prototype: object | null
  extensible: boolean
  properties: Property[]
  names: Set<Key>
}

/** Looks after the built-ins and the libraries that all Functions of a runner share. */
export interface Integrity {
  /** Loads a library, takes what it does to the built-ins while it loads as theirs, and watches what it exports. */
  load(library: () => unknown): unknown
  /** True when all is as it was; names a call left on the global object are removed first. */
  unchanged(): boolean
  /** The same, and puts back what was changed, so that the runner can go on. */
  restore(): Restored
}

/**
 * `whole`: nothing was changed. `restored`: all was put back. `spoiled`: others could still notice (something is frozen, or
 * a library was loaded among changed built-ins). `broken`: a member could not be put back.
 */
export type Restored = 'whole' | 'restored' | 'spoiled' | 'broken'

/** Remembers every built-in as it is now, so that no other Function meets what one did to `Array.prototype`. */
export function watchBuiltIns(): Integrity {
  const watched: Watched[] = []
  const seen = new Set<object>()
  let poisoned = false
  collect(watched, seen)
  const hasName = Function.prototype.call.bind(Set.prototype.has) as (set: Set<Key>, name: Key) => boolean

  function tidyGlobals(): void {
    const names = ownKeys(globalThis)
    const known = (watched[0] as Watched).names
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as Key
      if (!hasName(known, name)) deleteProperty(globalThis, name)
    }
  }

  function repair({ object, prototype, properties, names }: Watched): boolean {
    if (getPrototypeOf(object) !== prototype) setPrototypeOf(object, prototype)
    const now = ownKeys(object)
    for (let i = 0; i < now.length; i++) if (!hasName(names, now[i] as Key)) deleteProperty(object, now[i] as Key)
    for (let i = 0; i < properties.length; i++) {
      const property = properties[i] as Property
      if (!holds(object, property)) defineProperty(object, property.name, property.descriptor)
    }
    return ownKeys(object).length === properties.length
  }

  function isWhole(): boolean {
    for (let i = 0; i < watched.length; i++) if (!isUnchanged(watched[i] as Watched)) return false
    return true
  }

  return {
    load(library) {
      const whole = isWhole()
      poisoned ||= !whole
      const loaded = library()
      for (let i = 0; whole && i < watched.length; i++) {
        const one = watched[i] as Watched
        if (!isUnchanged(one)) watched[i] = look(one.object)
      }
      visit(watched, seen, loaded, true)
      return loaded
    },
    unchanged() {
      tidyGlobals()
      return isWhole()
    },
    restore() {
      tidyGlobals()
      let state: Restored = poisoned ? 'spoiled' : 'whole'
      for (let i = 0; i < watched.length; i++) {
        const one = watched[i] as Watched
        if (isUnchanged(one)) continue
        if (!repair(one)) state = 'broken'
        else if (state !== 'broken' && isExtensible(one.object) !== one.extensible) state = 'spoiled'
        else if (state === 'whole') state = 'restored'
      }
      return state
    },
  }
}

function isUnchanged({ object, prototype, extensible, properties }: Watched): boolean {
  if (getPrototypeOf(object) !== prototype || isExtensible(object) !== extensible) return false
  if (ownKeys(object).length !== properties.length) return false
  for (let i = 0; i < properties.length; i++) {
    if (!holds(object, properties[i] as Property)) return false
  }
  return true
}

/**
 * Compared by descriptor, as a getter in place of a method can give the method when it is asked here; so nothing of a
 * call's own runs in the comparison. `hasOwn`, as a call may have put a `value` or a `get` on `Object.prototype`.
 */
function holds(object: object, was: Property): boolean {
  const now = getOwnPropertyDescriptor(object, was.name)
  if (now === undefined || hasOwn(now, 'value') !== was.isData) return false
  if (now.enumerable !== was.enumerable || now.configurable !== was.configurable) return false
  if (was.isData) return same(now.value, was.value) && now.writable === was.writable
  return now.get === was.get && now.set === was.set
}

function visit(watched: Watched[], seen: Set<object>, object: unknown, deep: boolean): void {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) return
  seen.add(object)
  const found = look(object)
  watched.push(found)
  for (const { name, descriptor } of found.properties) {
    if (deep || name === 'prototype') visit(watched, seen, descriptor.value, false)
  }
}

function look(object: object): Watched {
  const properties: Property[] = []
  const names = new Set<Key>()
  for (const name of ownKeys(object)) {
    const descriptor = getOwnPropertyDescriptor(object, name)
    if (!descriptor) continue
    // Without a prototype, so that a changed Object.prototype cannot add a getter to it.
    setPrototypeOf(descriptor, null)
    const { value, get, set, writable, enumerable, configurable } = descriptor
    const isData = hasOwn(descriptor, 'value')
    properties.push({ name, descriptor, isData, value, get, set, writable, enumerable, configurable })
    names.add(name)
  }
  return { object, prototype: getPrototypeOf(object), extensible: isExtensible(object), properties, names }
}

function collect(watched: Watched[], seen: Set<object>): void {
  visit(watched, seen, globalThis, true)
  const iterators = [
    [][Symbol.iterator](),
    new Map().keys(),
    new Set().keys(),
    ''[Symbol.iterator](),
    ''.matchAll(/a/g),
  ]
  const functions = [async () => {}, function* () {}, async function* () {}]
  for (const object of [...iterators, ...functions, Uint8Array]) {
    for (let at = getPrototypeOf(object); at; at = getPrototypeOf(at)) visit(watched, seen, at, false)
  }
  for (const make of functions.slice(1)) visit(watched, seen, getPrototypeOf(make.prototype as object), false)
}
