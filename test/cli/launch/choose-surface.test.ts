import { describe, expect, it } from 'vitest'
import { chooseSurface } from '../../../src/cli/launch/choose-surface.ts'

const bare = { display: true, root: false } as const

describe('where the workbench opens', () => {
  it('takes Electron where its binary is and there is a display', () => {
    expect(chooseSurface({ ...bare, electronBinary: '/e/electron' })).toMatchObject({
      surface: 'electron',
      executable: '/e/electron',
    })
  })

  it('lets TRIGGERBENCH_ELECTRON name another executable', () => {
    const facts = { ...bare, electronBinary: '/e/electron', electronOverride: { path: '/o/electron', exists: true } }
    expect(chooseSurface(facts)).toMatchObject({ surface: 'electron', executable: '/o/electron' })
  })

  it('opens the browser, and says why, when the override names nothing', () => {
    const choice = chooseSurface({ ...bare, electronOverride: { path: '/gone', exists: false } })
    expect(choice.surface).toBe('browser')
    expect(choice.reason).toContain('/gone')
  })

  it('opens the browser when no Electron is installed, and says how to add it', () => {
    const choice = chooseSurface(bare)
    expect(choice.surface).toBe('browser')
    expect(choice.reason).toContain('npx install-electron')
  })

  it('opens nothing without a display, whatever is installed', () => {
    expect(chooseSurface({ ...bare, display: false, electronBinary: '/e/electron' }).surface).toBe('none')
  })

  it("switches Chromium's sandbox off for root alone, and says so", () => {
    expect(chooseSurface({ ...bare, electronBinary: '/e' })).toMatchObject({ sandbox: true })
    const choice = chooseSurface({ ...bare, electronBinary: '/e', root: true })
    expect(choice).toMatchObject({ sandbox: false })
    expect(choice.reason).toContain('root')
  })

  it('gives its reason in one line', () => {
    const facts = [bare, { ...bare, display: false }, { ...bare, electronBinary: '/e' }]
    for (const fact of facts) expect(chooseSurface(fact).reason).not.toContain('\n')
  })
})
