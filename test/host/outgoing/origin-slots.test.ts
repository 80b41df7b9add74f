import { describe, expect, it } from 'vitest'
import { createOriginSlots } from '../../../src/host/outgoing/origin-slots.ts'
import { createOutside } from '../../support/outside.ts'
import { createBench } from './send.ts'

const never = new AbortController().signal

describe('places for requests to one server', () => {
  it('are given in order, and apart for each server', async () => {
    const slots = createOriginSlots(2)
    const order: string[] = []
    const first = await slots.take('a', never)
    const second = await slots.take('a', never)
    const queue = async (name: string) => {
      const leave = await slots.take('a', never)
      order.push(name)
      return leave
    }
    const third = queue('third')
    const fourth = queue('fourth')
    ;(await slots.take('b', never))()
    expect(order).toEqual([])
    first()
    first()
    const leave = await third
    expect(order).toEqual(['third'])
    second()
    leave()
    ;(await fourth)()
    expect(order).toEqual(['third', 'fourth'])
  })

  it('are given up by who waits for one, without a place for others', async () => {
    const slots = createOriginSlots(1)
    const leave = await slots.take('a', never)
    const cancel = new AbortController()
    const waiting = slots.take('a', cancel.signal)
    const next = slots.take('a', never)
    cancel.abort()
    await expect(waiting).rejects.toThrow('aborted')
    leave()
    ;(await next)()
    expect(typeof (await slots.take('a', never))).toBe('function')
  })

  it('let a thousand requests at once through, each to its answer', async () => {
    let open = 0
    let most = 0
    const { origin } = await createOutside((request, response) => {
      most = Math.max(most, ++open)
      setImmediate(() => {
        open--
        response.end(request.url)
      })
    })
    const { send } = createBench()
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => send({ url: `${origin}/${n}` })))
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 1_000 }, (_, n) => `/${n}`))
    expect(most).toBeLessThanOrEqual(128)
  })
})
