/** Pages that listen to events. One that does not keep up misses frames, never memory. */
export interface Listeners {
  count(): number
  /** A new listener's stream; `hello` is its first event. */
  add(hello: string): ReadableStream<Uint8Array>
  /** Sends one event to all: `textFor(missed)` is its JSON for one that missed so many items before. `items` is how many this one holds. */
  send(textFor: (missed: number) => string, items?: number): void
  /** Sends a line that means nothing, so that a dead connection is noticed. */
  comment(): void
  close(): void
}

interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  missed: number
}

/** Bytes a listener may be behind before it misses frames. */
const BEHIND = 2 * 1024 * 1024

const encoder = new TextEncoder()

/** Creates an empty set of listeners. */
export function createListeners(): Listeners {
  const listeners = new Set<Listener>()

  return {
    count: () => listeners.size,
    add(hello) {
      let listener: Listener | undefined
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            listener = { controller, missed: 0 }
            listeners.add(listener)
            controller.enqueue(encoder.encode(`data: ${hello}\n\n`))
          },
          cancel() {
            if (listener) listeners.delete(listener)
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: BEHIND }),
      )
    },
    send(textFor, items = 0) {
      let shared: Uint8Array | undefined
      for (const listener of listeners) {
        // A frame of runs may be missed, for the next one counts it; other events come whatever is queued.
        if (items > 0 && (listener.controller.desiredSize ?? 0) <= 0) {
          listener.missed += items
          continue
        }
        const missed = items > 0 ? listener.missed : 0
        if (items > 0) listener.missed = 0
        shared ??= encoder.encode(`data: ${textFor(0)}\n\n`)
        listener.controller.enqueue(missed === 0 ? shared : encoder.encode(`data: ${textFor(missed)}\n\n`))
      }
    },
    comment() {
      for (const { controller } of listeners) controller.enqueue(encoder.encode(':\n\n'))
    },
    close() {
      for (const { controller } of listeners) controller.close()
      listeners.clear()
    },
  }
}
