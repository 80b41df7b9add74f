import { cpSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desktop, type DesktopStage, setStage } from '../support/desktop.ts'

const example = resolve(import.meta.dirname, '../../resources/example')

interface HostFile {
  readonly pid: number
  readonly trigger: string
  readonly control: string
}

/** The whole product: the window, its page and a real host on the example workspace. */
describe('the workbench in its window', () => {
  let stage: DesktopStage
  let workspace: string
  let desktop: Desktop
  const complaints: string[] = []

  const response = () => desktop.page.getByRole('region', { name: 'Response' })
  const query = () => desktop.page.getByRole('textbox', { name: 'URL query' })

  const host = (): HostFile => JSON.parse(readFileSync(join(workspace, '.triggerbench/host.json'), 'utf8'))

  beforeAll(async () => {
    stage = await setStage()
    workspace = stage.folder('example')
    cpSync(example, workspace, { recursive: true })
    desktop = await stage.open(workspace, undefined, ['--port', '0'])
    desktop.page.on('console', message => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
    })
    desktop.page.on('pageerror', error => complaints.push(error.message))
  })

  afterAll(() => stage.strike())

  it('opens with a request selected and ready to send', async () => {
    await desktop.page.getByRole('button', { name: 'Send', exact: true }).waitFor()
    expect(await desktop.page.getByRole('listbox', { name: 'Workflows' }).getByRole('option').count()).toBe(4)
  })

  it('asks for trust of a folder that was opened in a window for the first time', async () => {
    const question = desktop.page.getByRole('region', { name: 'Trust this folder' })
    await question.getByRole('button', { name: 'Trust this folder' }).click()
    await question.waitFor({ state: 'detached' })
  })

  it('takes the token out of the address', () => {
    expect(desktop.page.url()).not.toContain('token')
  })

  it('is served with a policy that lets no inline script and no eval run', async () => {
    const policy = await desktop.page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))
    const rules = new Map(policy?.split(';').map(rule => rule.trim().split(/ (.*)/s) as [string, string]))
    expect(rules.get('frame-ancestors')).toBe("'none'")
    expect(rules.get('script-src')).toContain("'self'")
    expect(rules.get('script-src')).not.toMatch(/unsafe-inline|unsafe-eval/)
  })

  it('shows the response and the lit flow after one click on Send', async () => {
    await desktop.page.getByRole('button', { name: 'Send', exact: true }).click()
    await response().getByRole('status').filter({ hasText: /2\d\d/ }).waitFor()
    await desktop.page
      .getByRole('region', { name: 'Flow' })
      .getByRole('listitem', { name: /succeeded/ })
      .first()
      .waitFor()
  })

  it('survives the death of its host: says so, comes back on the same address, and keeps unsaved edits', async () => {
    const { page } = desktop
    const origin = new URL(page.url()).origin
    await page.getByRole('option', { name: /Pull contacts/ }).click()
    await query().fill('limit=2&note=unsaved')

    const first = host()
    process.kill(first.pid, 'SIGKILL')
    await page.getByText('The host was restarted').first().waitFor()

    const second = host()
    expect(second.pid).not.toBe(first.pid)
    expect(second.trigger).toBe(first.trigger)
    expect(second.control).toBe(first.control)
    expect(new URL(page.url()).origin).toBe(origin)
    expect(await query().inputValue()).toBe('limit=2&note=unsaved')

    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await response().getByRole('status').filter({ hasText: /200/ }).waitFor()
  })

  it("wrote no error to the console but the browser's own about the host's absence", () => {
    // While it is gone connections fail, and what only the dead host had kept in memory is asked for anew by its hash.
    const absence =
      /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|404 .*\/payloads\/temp\//
    expect(complaints.filter(text => !absence.test(text))).toEqual([])
  })

  it('takes its host with it when it closes', async () => {
    const { trigger } = host()
    await desktop.close()
    await expect(fetch(trigger)).rejects.toThrow()
  })

  it('leaves no host behind when the window process itself is killed', async () => {
    desktop = await stage.open(workspace, undefined, ['--port', '0'])
    const { trigger } = host()
    const answer = await fetch(new URL('/healthz', trigger))
    expect(answer.status).toBe(200)
    desktop.app.process().kill('SIGKILL')
    await expect
      .poll(() =>
        fetch(new URL('/healthz', trigger)).then(
          () => 'answers',
          () => 'gone',
        ),
      )
      .toBe('gone')
  })
})
