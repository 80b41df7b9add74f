import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { FileRef } from '../shared/file-value.ts'
import { createComposer } from './composer/composer.ts'
import { createSendOrigins } from './composer/origins.ts'
import { type Control, createControl } from './control/control.ts'
import { createSigner } from './control/signing.ts'
import { systemClock } from './engine/clock.ts'
import { Engine } from './engine/engine.ts'
import type { Run } from './engine/run.ts'
import { idText, newId } from './engine/uuid.ts'
import { followIntegrations } from './follow-integrations.ts'
import { functionFetch } from './function-fetch.ts'
import { endLeftoverRunners } from './functions/leftovers.ts'
import { createFunctionPool } from './functions/pool.ts'
import { openHistory } from './history/index.ts'
import { type Host, type HostOptions, HostRunningError } from './host-types.ts'
import { createHttpDate } from './http-date.ts'
import { PortTakenError } from './listen.ts'
import { openTrigger } from './open-trigger.ts'
import { createSend } from './outgoing/http.ts'
import { createIssuedCredentials } from './outgoing/issued-credentials.ts'
import { Plans } from './plans.ts'
import { createReplay } from './replay.ts'
import { createSavedAuth } from './replay-auth.ts'
import { createTaskHistory } from './task-history.ts'
import { createTokenIssuer } from './tokens/issue.ts'
import { createTestKey } from './tokens/test-key.ts'
import type { AnsweringOptions } from './trigger/answering.ts'
import { trustedFunctions } from './trusted-functions.ts'
import { readControlPort, rememberControlPort } from './workspace/control-port.ts'
import { readHost, removeHost, writeHost } from './workspace/host-file.ts'
import { takeLock } from './workspace/lock.ts'
import type { Workspace } from './workspace/types.ts'
import { openWorkspace } from './workspace/workspace.ts'

const VERSION = packageJson.version

export { type Host, type HostOptions, HostRunningError } from './host-types.ts'

/**
 * The one place where the parts are put together. Rejects with WorkspaceError (the folder or triggerbench.yaml is unusable),
 * HostRunningError, PortTakenError or HistoryError.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { clock = systemClock, log = () => {} } = options
  const workspace = await openWorkspace(options.root, { clock })
  const closing: (() => unknown)[] = [() => workspace.close()]
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    const lock = takeLock(workspace.dataDir)
    if (!lock) throw new HostRunningError(readHost(workspace.root))
    closing.push(() => lock.release())
    return await assemble({ ...options, clock, log }, workspace, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function assemble(
  options: HostOptions & Required<Pick<HostOptions, 'clock' | 'log'>>,
  workspace: Workspace,
  closing: (() => unknown)[],
  close: () => Promise<void>,
): Promise<Host> {
  const { clock, log } = options
  const { settings, dataDir } = workspace
  const token = options.token ?? randomBytes(24).toString('base64url')
  const hostId = idText(newId(clock.now()))
  const signer = createSigner(token, clock)

  // A run that has ended is still looked up here until its row is on disk: there is no moment in which nobody has it.
  const ending = new Map<string, Run>()
  const issued = createIssuedCredentials(() =>
    [...engine.running(), ...ending.values()].reduce((oldest, run) => Math.min(oldest, run.startedAt), Infinity),
  )
  const send = createSend(issued)
  const secretsToMask = () => [...Object.values(workspace.secrets), ...issued.list()]
  const history = await openHistory({
    dataDir,
    settings,
    secrets: secretsToMask,
    namedSecrets: () => workspace.secrets,
    clock,
    sign: key => signer.sign(key),
  })
  closing.push(
    () => history.reader.close(),
    () => history.writer.close(),
  )

  const runnersFile = join(dataDir, 'runners.json')
  endLeftoverRunners(runnersFile)
  const { files } = history
  const trust = options.trust(workspace.root)
  const functions = createFunctionPool({
    clock,
    get limits() {
      return workspace.settings.limits
    },
    get network() {
      return workspace.settings.functions.network
    },
    fetch: functionFetch,
    makeFile: async (bytes, { name, mimeType }) => new FileRef(await files.put(bytes), name, mimeType),
    runnersFile,
    workspace: workspace.root,
  })
  closing.push(() => functions.close())

  const integrations = followIntegrations(workspace, send)
  closing.push(() => integrations.close())

  let control: Control | undefined
  const changed = (run: Run) => control?.publishRun(run)
  const save = (run: Run) => {
    if (run.durationMs === null) return history.writer.save(run)
    ending.set(run.id, run)
    history.writer.save(run, () => ending.delete(run.id))
  }
  const engine = new Engine({
    services: { clock, files, functions: trustedFunctions(functions, trust), send, integration: integrations.find },
    settings: () => workspace.settings,
    secrets: () => workspace.secrets,
    save,
    changed,
  })

  const plans = new Plans(workspace)
  closing.push(workspace.onChange(() => plans.refresh()))

  const testKey = createTestKey(dataDir)
  const tokens = createTokenIssuer({ testKey, secrets: () => workspace.secrets, clock })

  let accepting = true
  const origins = createSendOrigins()
  const live = (id: string) => engine.live(id) ?? ending.get(id)
  const answering: AnsweringOptions = {
    clock,
    files,
    mask: history.mask,
    writer: history.writer,
    settings: () => workspace.settings,
    runAddress: runId => control?.runAddress(runId) ?? '',
    changed,
    date: createHttpDate(clock),
  }
  const { replay, recorded } = createReplay({
    ...answering,
    engine,
    live,
    history,
    workflows: plans,
    secrets: () => workspace.secrets,
    savedAuth: createSavedAuth(workspace, tokens),
  })
  const trigger = await openTrigger({
    workspace,
    answering,
    engine,
    workflows: plans,
    taskHistory: createTaskHistory({ workspace, history, secretsToMask, live, replay, sign: signer.sign }),
    testKey,
    origins,
    port: options.port,
    accepting: () => accepting,
    control: () => control,
    log,
  })
  closing.push(() => trigger.close())
  const triggerUrl = `http://127.0.0.1:${trigger.port}`

  const composer = createComposer({ workspace, clock, version: VERSION, origins, sign: signer.sign, tokens })
  closing.push(() => composer.close())
  control = createControl({
    port: options.controlPort ?? 0,
    token,
    hostId,
    version: VERSION,
    uiDir: options.uiDir,
    clock,
    workspace,
    trust,
    history,
    secretsToMask,
    runs: { live, replay, recorded, cancel: id => engine.cancel(id) },
    composer,
    tokens,
    signer,
    trigger: () => ({ url: triggerUrl, port: trigger.port, exposed: workspace.settings.trigger.expose }),
    log,
  })
  closing.push(() => control?.close())
  const controlUrl = await listenForApp(control, options.controlPort, dataDir)
  writeHost(dataDir, {
    pid: process.pid,
    trigger: triggerUrl,
    control: controlUrl,
    token,
    startedAt: clock.now(),
    hostId,
  })
  closing.push(() => removeHost(dataDir))
  return {
    hostId,
    triggerUrl,
    controlUrl,
    token,
    workspace,
    history,
    trust,
    runs: engine,
    close() {
      accepting = false
      return close()
    },
  }
}

/** Where the app is served from now on. A port that was asked for is taken as it is and not remembered. */
async function listenForApp(control: Control, asked: number | undefined, dataDir: string): Promise<string> {
  if (asked !== undefined) return (await control.listen()).url
  const { url, port } = await control.listen(readControlPort(dataDir)).catch((error: unknown) => {
    if (error instanceof PortTakenError) return control.listen(0)
    throw error
  })
  rememberControlPort(dataDir, port)
  return url
}
