import { describe, expect, it } from 'vitest'
import type { KnownFunction } from '../../../src/host/functions/known.ts'
import type { PendingCall } from '../../../src/host/functions/pending.ts'
import { createFairQueue } from '../../../src/host/functions/queue.ts'

let nextId = 1
const known = (sourceName: string): KnownFunction => ({ id: nextId++, source: '', sourceName, fast: 0, running: 0 })
const call = (of: KnownFunction) => ({ id: nextId++, known: of }) as PendingCall

describe('calls that wait for a runner to themselves', () => {
  it('get it in order, and first those of the function with the fewest under way', () => {
    const queue = createFairQueue()
    const [busy, idle] = [known('busy'), known('idle')]
    const calls = [call(busy), call(busy), call(idle), call(busy)]
    for (const one of calls) queue.push(one)
    expect(queue.take(false)).toBe(calls[0])
    busy.running = 1
    expect(queue.take(true)).toBe(calls[2])
    expect(queue.take(true)).toBeUndefined()
    expect(queue.take(false)).toBe(calls[1])
    queue.unshift(calls[1] as PendingCall)
    expect([queue.take(false), queue.take(false), queue.take(false)]).toEqual([calls[1], calls[3], undefined])
    expect(queue.length).toBe(0)
  })

  it('go together once their function has proven fast', () => {
    const queue = createFairQueue()
    const [proven, other] = [known('proven'), known('other')]
    const calls = [call(proven), call(other), call(proven)]
    for (const one of calls) queue.push(one)
    expect(queue.takeProven()).toEqual([])
    proven.fast = 5
    expect(queue.takeProven()).toEqual([calls[0], calls[2]])
    expect(queue.drain()).toEqual([calls[1]])
    expect(queue.length).toBe(0)
  })

  it('cost the same to look at however many there are', () => {
    const queue = createFairQueue()
    const [one, two] = [known('one'), known('two')]
    one.running = 1
    two.running = 2
    for (let i = 0; i < 200_000; i++) queue.push(call(i % 2 === 0 ? one : two))
    let taken = 0
    while (queue.take(false)) taken++
    expect(taken).toBe(200_000)
  })
})
