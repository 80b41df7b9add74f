import { describe, expect, it } from 'vitest'
import { addressOf, parseRoute, type Route } from '../../../src/renderer/src/stores/route.ts'

const parse = (address: string): Route => {
  const url = new URL(address, 'http://localhost')
  return parseRoute(url.pathname, url.search)
}

describe('addresses', () => {
  it.each<Route>([
    { place: 'workbench' },
    { place: 'workbench', runId: '019ab3f2-0000-7000-8000-000000000001' },
    { place: 'workbench', refusedId: '019ab3f2-0000-7000-8000-000000000002' },
    { place: 'history' },
    { place: 'settings' },
  ])('lead back to the place they were made for: %o', route => {
    expect(parse(addressOf(route))).toEqual(route)
  })

  it('links a run by /runs/<id>', () => {
    expect(addressOf({ place: 'workbench', runId: 'abc' })).toBe('/runs/abc')
  })

  it('take what they do not know to the workbench', () => {
    expect(parse('/nowhere/at/all')).toEqual({ place: 'workbench' })
    expect(parse('/runs')).toEqual({ place: 'workbench' })
  })
})
