import path from 'node:path'
import { pathToFileURL } from 'node:url'
import v8 from 'node:v8'
import { HOST_FRAME, RUNNER_FRAME, type RunnerOptions } from '../shared/function-channel.ts'
import { callToBlame } from './call.ts'
import { claimCall, nextFrame, send, waitForInput } from './channel.ts'
import { confine } from './confine.ts'
import { closeDescriptors } from './descriptors.ts'
import { defineFunction, execute, type Workshop } from './execute.ts'
import { openReplies } from './fetch.ts'
import { watchBuiltIns } from './integrity.ts'
import { createLibraries } from './libraries.ts'
import { createLibrarySettings } from './library-settings.ts'
import { closeModules } from './modules.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as RunnerOptions
const MIB = 1024 * 1024
const heap = v8.getHeapStatistics
const turn = setImmediate
const clock = performance.now.bind(performance)

/** How often, in milliseconds, a runner that works on batches looks whether a built-in was changed. */
const CHECK_EVERY = 20

// Where the text of a module that loads others may lie; the workspace's package.json stands for the workspace itself.
const mayLoad = options.libraryFolders.map(folder => folder + path.sep)
if (options.workspace !== undefined) mayLoad.push(path.join(options.workspace, 'package.json'))

if (options.timeZone !== undefined) process.env.TZ = options.timeZone
openReplies()
if (options.network) closeDescriptors()
closeModules(
  mayLoad.map(place => pathToFileURL(place).href),
  options.network,
)
const own = process
confine()
const integrity = watchBuiltIns()
const librarySettings = createLibrarySettings()
const libraries = createLibraries({
  workspace: options.workspace,
  network: options.network,
  load: (name, load) => {
    const library = integrity.load(load)
    librarySettings.add(name, library)
    return library
  },
})

const workshop: Workshop = {
  libraries,
  fileHex: options.fileHex,
  stepOutput: options.stepOutput,
  restore: integrity.restore,
  restoreSettings: librarySettings.restore,
  overMemory: () => {
    const used = heap().external_memory
    if (used <= options.memory) return undefined
    return `The Function held ${Math.round(used / MIB)} MiB of buffers, more than ${Math.round(options.memory / MIB)} MiB, the limit functionMemory. Hold less at a time, or raise limits.functionMemory in triggerbench.yaml.`
  },
}

let ranBatch = false
let spoiled = false
let checkedAt = clock()

/** Works on what has arrived, one call at a time, then lets the event loop turn once and waits, blocking, for more. */
function work(): void {
  for (;;) {
    const frame = nextFrame()
    if (frame?.kind === HOST_FRAME.define) defineFunction(frame)
    else if (frame?.kind === HOST_FRAME.pass) send(RUNNER_FRAME.passed, 0, [])
    else if (frame) {
      if (!claimCall()) continue
      ranBatch = true
      if (!execute(frame, workshop, work)) return
    } else if (ranBatch) {
      ranBatch = false
      turn(work)
      return
    } else {
      reportSpoiled()
      waitForInput()
    }
  }
}

function reportSpoiled(): void {
  if (spoiled || clock() - checkedAt < CHECK_EVERY) return
  checkedAt = clock()
  const settingsKept = librarySettings.restore()
  if (integrity.unchanged() && settingsKept) return
  spoiled = true
  send(RUNNER_FRAME.spoiled, 0, [])
}

// From here on an error that nobody caught is the Function's, and fails its call.
const crash = (error: unknown) => callToBlame()?.crash(error)
own.on('uncaughtException', crash)
own.on('unhandledRejection', crash)
// Ctrl-C reaches the whole terminal; when a runner ends is the host's decision.
own.on('SIGINT', () => {})

send(RUNNER_FRAME.ready, 0, [])
// The first comparison takes four times as long as the later ones; here no answer waits for it.
integrity.unchanged()
turn(work)
