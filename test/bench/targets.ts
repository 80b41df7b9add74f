import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Target {
  name: string
  url: URL
}

export interface Targets {
  targets: Target[]
  stop(): Promise<void>
}

const TWO_STEPS = '11111111-1111-4111-8111-111111111111'
const THREE_STEPS = '22222222-2222-4222-8222-222222222222'

const FILES: Record<string, string> = {
  'triggerbench.yaml': 'projectId: bench\ntrigger: { port: 0 }\nlimits: { concurrency: 1000 }\n',
  'workflows/two.workflow.yaml': `id: ${TWO_STEPS}
name: Two steps
trigger: { type: request }
steps:
  - { id: reply, type: response, body: { message: hello, email: "{{ trigger.request.body.email }}" } }
`,
  'workflows/three.workflow.yaml': `id: ${THREE_STEPS}
name: Three steps
trigger: { type: request }
steps:
  - id: shape
    type: function
    parameters: { lead: "{{ trigger.request.body }}" }
    code: "({ lead }) => ({ email: lead.email.toLowerCase() })"
  - { id: reply, type: response, body: { message: hello, email: "{{ shape.result.email }}" } }
`,
}

/** Starts the bare server and a Triggerbench host, each in a process and a folder of its own below `folder`. */
export async function startTargets(folder: string): Promise<Targets> {
  const workspace = join(folder, 'workspace')
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true })
    writeFileSync(join(workspace, name), text)
  }
  const root = join(import.meta.dirname, '../..')
  const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const host = spawn(process.execPath, [join(root, 'out/host/cli.js'), 'serve', workspace, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => void (await Promise.all([bare, host].map(end)))
  const [{ port }, { trigger }] = await Promise.all([
    firstLine<{ port: number }>(bare),
    firstLine<{ trigger: string }>(host),
  ]).catch(async error => {
    await stop()
    throw error
  })
  const workflow = (id: string) => new URL(`/projects/bench/sdk/triggers/${id}`, trigger)
  return {
    targets: [
      { name: 'bare server', url: new URL(`http://127.0.0.1:${port}/`) },
      { name: 'two steps', url: workflow(TWO_STEPS) },
      { name: 'three steps', url: workflow(THREE_STEPS) },
    ],
    stop,
  }
}

async function firstLine<T>(child: ChildProcess): Promise<T> {
  if (!child.stdout) throw new Error('The process has no standard output')
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as T
  throw new Error('The process ended before it said where it listens')
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
