import fs from 'node:fs'
import { FRAME_HEADER, NO_BYTES, RUNNER_FD, RUNNER_FRAME } from '../shared/function-channel.ts'
import { exit } from './exit.ts'

const { readSync, writeSync } = fs
const concat = Buffer.concat
const allocate = Buffer.allocUnsafe
const fromText = Buffer.from

/** A message of the host, valid until the next is read. */
export interface Frame {
  kind: number
  id: number
  body: Buffer
}

const INPUT_SIZE = 64 * 1024
const ROOMY = 1024 * 1024

let input = allocate(INPUT_SIZE)
let begin = 0
let end = 0

/** The next whole frame that has arrived already, or null. */
export function nextFrame(): Frame | null {
  const available = end - begin
  if (available < FRAME_HEADER) return null
  const length = input.readUInt32LE(begin)
  if (available < FRAME_HEADER + length) return null
  const kind = input[begin + 4] ?? 0
  const id = input.readUInt32LE(begin + 5)
  const body = input.subarray(begin + FRAME_HEADER, begin + FRAME_HEADER + length)
  begin += FRAME_HEADER + length
  return { kind, id, body }
}

/** Waits for more from the host. Ends the process when the host has gone. */
export function waitForInput(): void {
  if (begin === end) {
    begin = 0
    end = 0
    if (input.length > ROOMY) input = allocate(INPUT_SIZE)
  }
  const wanted = end - begin >= FRAME_HEADER ? FRAME_HEADER + input.readUInt32LE(begin) : FRAME_HEADER
  if (input.length - begin < wanted || end === input.length) {
    const larger = wanted > input.length ? allocate(wanted) : input
    input.copy(larger, 0, begin, end)
    input = larger
    end -= begin
    begin = 0
  }
  end += read(RUNNER_FD.calls, input, end, input.length - end)
}

function read(fd: number, into: Buffer, offset: number, length: number): number {
  try {
    const count = readSync(fd, into, offset, length, null)
    if (count > 0) return count
  } catch {
    // The other end was reset: the host is gone as well.
  }
  return exit(0)
}

/** Writes one frame and returns when the kernel has it. */
export function send(kind: number, id: number, parts: readonly Uint8Array[]): void {
  const header = allocate(FRAME_HEADER)
  let length = 0
  for (let i = 0; i < parts.length; i++) length += parts[i]?.length ?? 0
  header.writeUInt32LE(length, 0)
  header[4] = kind
  header.writeUInt32LE(id, 5)
  writeAll(concat([header, ...parts], FRAME_HEADER + length))
}

function writeAll(bytes: Buffer): void {
  let offset = 0
  try {
    while (offset < bytes.length) offset += writeSync(RUNNER_FD.answers, bytes, offset, bytes.length - offset)
  } catch {
    exit(0)
  }
}

/** Writes one frame whose body is JSON. */
export function sendJson(kind: number, id: number, value: unknown): void {
  send(kind, id, [text(JSON.stringify(value))])
}

/** UTF-8 of a text. */
export function text(value: string): Buffer {
  return fromText(value, 'utf8')
}

/** A u32, little-endian. */
export function u32(value: number): Buffer {
  const bytes = allocate(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}

const claim = allocate(1)

/** Takes the right to begin the next call; false when the host has taken its calls back. */
export function claimCall(): boolean {
  return readSync(RUNNER_FD.claims, claim, 0, 1, null) === 1
}

/** Bytes of a file among the call's parameters, asked of the host; blocks until they are here. */
export function readFileBytes(call: number, index: number): Buffer {
  send(RUNNER_FRAME.readFile, call, [u32(index)])
  const length = readExactly(4).readUInt32LE(0)
  if (length !== NO_BYTES) return readExactly(length)
  throw new Error(readExactly(readExactly(4).readUInt32LE(0)).toString('utf8'))
}

function readExactly(length: number): Buffer {
  const bytes = allocate(length)
  for (let offset = 0; offset < length; ) offset += read(RUNNER_FD.answers, bytes, offset, length - offset)
  return bytes
}
