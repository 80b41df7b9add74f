/**
 * What the host and a Function runner say to each other. Both ends write frames:
 *
 *     u32 length of the body · u8 kind · u32 id · body        (little-endian)
 *
 * `id` is the call's, except for `define`, where it is the function's. JSON stays text inside a frame, bytes stay bytes.
 */
export const FRAME_HEADER = 9

/** The runner's file descriptors beyond stdio. */
export const RUNNER_FD = {
  /** Host → runner: functions and calls; the runner blocks on it while it is idle, and exits at its end. */
  calls: 3,
  /** Runner → host: everything; host → runner: bytes of files, read blocking. */
  answers: 4,
  /** A file whose shared offset counts the calls begun: one byte is read before each (see host/functions/claims.ts). */
  claims: 5,
  /** Host → runner: replies to `fetch`, read by the event loop. */
  replies: 6,
} as const

/** Host → runner. */
export const HOST_FRAME = {
  /** JSON DefinedFunction. */
  define: 1,
  /** u32 function · f64 epoch ms · u8 alone · u32 length of the files' JSON · files (CallFile[]) · parameters as JSON. */
  call: 2,
  /** On `replies`: u32 request · u32 length of the JSON · FetchReply · body. */
  fetchReply: 3,
  /** Follows calls that were taken back; answered with `passed` when the runner has come past them. */
  pass: 4,
} as const

/** Runner → host. */
export const RUNNER_FRAME = {
  ready: 1,
  /** u32 µs · u8 RUNNER_STATE · u32 length of the files' JSON · files (ResultFile[]) · u32 length of the result · result as JSON · bytes of new files. */
  result: 2,
  /** u32 µs · u8 RUNNER_STATE · JSON CallFailure. */
  failure: 3,
  /** JSON LogLine. */
  log: 4,
  /** u32 request · u32 length of the JSON · FetchAsk · body. */
  fetch: 5,
  /** u32 request. */
  fetchAbort: 6,
  /** u32 index into the call's files; answered on `answers` with u32 length · bytes, or NO_BYTES · u32 length · reason. */
  readFile: 7,
  /** A call changed a built-in of the runner; it must be given no more. */
  spoiled: 8,
  passed: 9,
} as const

/** What a call that was alone left of its runner. */
export const RUNNER_STATE = {
  whole: 0,
  /** It changed what others would meet, and it could not all be put back: the runner is given no more. */
  spoiled: 1,
  /** It changed a built-in or a library's setting, which was put back: the runner is fit, the function stays alone. */
  restored: 2,
} as const

/** In place of a length: the bytes cannot be had, a reason follows. */
export const NO_BYTES = 0xffffffff

export interface DefinedFunction {
  source: string
  /** Stands in stacks as `<sourceName>:line:column`. */
  sourceName: string
}

export type DataPath = (string | number)[]

/** A file among a call's parameters; in the JSON its place holds null. */
export interface CallFile {
  path: DataPath
  name?: string
  mimeType?: string
  /** Bytes. */
  size: number
}

/** A file in a result: one of the call's own (`from`, an index) under this name, or `size` new bytes at the frame's end. */
export interface ResultFile {
  path: DataPath
  name?: string
  mimeType?: string
  from?: number
  size?: number
}

export interface CallFailure {
  code:
    | 'STEP_FAILED'
    | 'FUNCTION_RESULT_INVALID'
    | 'LIBRARY_UNKNOWN'
    | 'FUNCTION_MEMORY'
    | 'FILE_TOO_LARGE_FOR_HEX'
    | 'STEP_OUTPUT_TOO_LARGE'
  message: string
  stack?: string
}

export interface FetchAsk {
  method: string
  url: string
  headers: [name: string, value: string][]
  redirect: 'follow' | 'error' | 'manual'
}

/** `error` in place of an answer: why none came. */
export interface FetchReply {
  status: number
  statusText: string
  url: string
  redirected: boolean
  headers: [name: string, value: string][]
  error?: string
}

/** What a runner is started with, as its one argument: JSON. */
export interface RunnerOptions {
  /** Bytes. */
  memory: number
  /** Bytes: the largest file whose hex may be asked for. */
  fileHex: number
  /** Characters of JSON a result may have. */
  stepOutput: number
  /** The workspace's folder, whose package.json names further libraries. */
  workspace?: string
  /** Whether libraries may open sockets. */
  network: boolean
  /** The time zone, where the host's environment names one: plain Node would take it from there. */
  timeZone?: string
  /** Folders from which a library's files may load modules. */
  libraryFolders: string[]
}
