/** Requests to one server at a time. A fan-out of thousands would else open as many sockets, and servers drop what they cannot take. */
const AT_ONCE = 128

/** Places for requests, so many for each server; the others wait in order. */
export interface OriginSlots {
  /** Resolves when there is a place, with what gives it back; rejects with the signal's reason. */
  take(origin: string, signal: AbortSignal): Promise<() => void>
}

interface Place {
  busy: number
  readonly waiting: Set<() => void>
}

/** Makes `atOnce` places for each server. */
export function createOriginSlots(atOnce = AT_ONCE): OriginSlots {
  const places = new Map<string, Place>()

  const release = (origin: string, place: Place): void => {
    const [next] = place.waiting
    if (next) {
      place.waiting.delete(next)
      next()
    } else if (--place.busy === 0) places.delete(origin)
  }

  return {
    async take(origin, signal) {
      const place = places.get(origin) ?? { busy: 0, waiting: new Set() }
      places.set(origin, place)
      if (place.busy < atOnce) place.busy++
      else await wait(place, signal)
      let given = false
      return () => {
        if (!given) release(origin, place)
        given = true
      }
    },
  }
}

function wait(place: Place, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      place.waiting.delete(go)
      reject(signal.reason)
    }
    const go = () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    if (signal.aborted) return giveUp()
    place.waiting.add(go)
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
