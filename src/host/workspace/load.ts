import { join } from 'node:path'
import type { DocumentIssue } from '../../shared/control.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Disk } from './disk.ts'
import { loadRequest } from './load-request.ts'
import { loadWorkflow, type WorkflowFile } from './load-workflow.ts'
import { didYouMean } from './nearest.ts'
import { resolveInside } from './paths.ts'
import type { LoadedRequest, LoadedWorkflow } from './types.ts'

const WORKFLOW = '.workflow.yaml'
const REQUEST = '.request.yaml'

/** Every document of the folder, triggerbench.yaml aside. */
export interface Documents {
  readonly workflows: readonly LoadedWorkflow[]
  /** Files that belong to no workflow. */
  readonly strays: readonly DocumentIssue[]
  /** The files of Functions, relative to the workspace; those that are missing too. */
  readonly functionFiles: readonly string[]
}

/** Reads the folder's documents; a file that did not change since the last call keeps its object. */
export type Load = (settings: Settings) => Documents

interface Kept<T> {
  readonly parts: readonly unknown[]
  readonly value: T
}

/** A loader for one workspace. `root` is its real path. */
export function createLoad(root: string, disk: Disk): Load {
  let workflowFiles = new Map<string, Kept<WorkflowFile>>()
  let requestFiles = new Map<string, Kept<LoadedRequest>>()
  let workflowSets = new Map<string, Kept<LoadedWorkflow>>()

  return settings => {
    const strays: DocumentIssue[] = []
    const lastWorkflows = workflowFiles
    const lastRequests = requestFiles
    const lastSets = workflowSets
    workflowFiles = new Map()
    requestFiles = new Map()
    workflowSets = new Map()

    const files = listDocuments(root, disk, 'workflows', WORKFLOW, strays).map(({ name: slug, file, bytes }) => {
      const load = () => loadWorkflow(root, disk, settings, { slug, file, bytes })
      const last = lastWorkflows.get(file)
      const parts = [settings, bytes, ...(last ? functionBytes(root, disk, last.value) : [])]
      const kept = last && same(last.parts, parts) ? last : keep(root, disk, [settings, bytes], load())
      workflowFiles.set(file, kept)
      return kept.value
    })
    const requests = (slug: string) =>
      listDocuments(root, disk, `requests/${slug}`, REQUEST, strays).map(({ name, file, bytes }) => {
        const last = lastRequests.get(file)
        const parts = [settings, bytes]
        const load = () => loadRequest(root, settings, { key: `${slug}/${name}`, file, bytes })
        const kept = last && same(last.parts, parts) && !last.value.issues.length ? last : { parts, value: load() }
        requestFiles.set(file, kept)
        return kept.value
      })
    const workflows = markDuplicates(files).map((workflow, index) => {
      const own = requests(workflow.slug)
      const last = lastSets.get(workflow.file)
      const parts = [files[index], workflow.issues.length, workflow.issues.at(-1)?.message, ...own]
      const kept = last && same(last.parts, parts) ? last : { parts, value: { ...workflow, requests: own } }
      workflowSets.set(workflow.file, kept)
      return kept.value
    })
    strays.push(...strayRequests(root, disk, workflows))
    return { workflows, strays, functionFiles: files.flatMap(file => file.functionFiles) }
  }
}

function keep(root: string, disk: Disk, parts: unknown[], value: WorkflowFile): Kept<WorkflowFile> {
  return { parts: [...parts, ...functionBytes(root, disk, value)], value }
}

/** What a workflow was made from beside its own file: the bytes of its function files, undefined where one is missing. */
function functionBytes(root: string, disk: Disk, { functionFiles }: WorkflowFile): (Buffer | undefined)[] {
  return functionFiles.map(path => {
    try {
      return disk.read(resolveInside(root, path))
    } catch {
      return undefined
    }
  })
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

interface Listed {
  /** The file's name without its ending. */
  readonly name: string
  readonly file: string
  readonly bytes: Buffer
}

function listDocuments(root: string, disk: Disk, folder: string, ending: string, strays: DocumentIssue[]): Listed[] {
  return disk.list(join(root, folder)).flatMap(entry => {
    const file = `${folder}/${entry.name}`
    if (entry.folder) return []
    if (!entry.name.endsWith(ending)) {
      if (/\.ya?ml$/.test(entry.name))
        strays.push(stray(file, `This file is not read: its name does not end in ${ending}`))
      return []
    }
    const bytes = readInside(root, disk, file, strays)
    return bytes === undefined ? [] : [{ name: entry.name.slice(0, -ending.length), file, bytes }]
  })
}

function readInside(root: string, disk: Disk, file: string, strays: DocumentIssue[]): Buffer | undefined {
  try {
    return disk.read(resolveInside(root, file))
  } catch (error) {
    strays.push({
      ...stray(file, `This file cannot be read: ${error instanceof Error ? error.message : error}`),
      severity: 'error',
    })
    return undefined
  }
}

function stray(file: string, message: string): DocumentIssue {
  return { file, line: 1, column: 1, path: '', message, severity: 'warning' }
}

/** Two files with one id: neither loads, since nobody could say which of them answers. */
function markDuplicates(files: readonly WorkflowFile[]): WorkflowFile[] {
  return files.map(workflow => {
    const others = files.filter(other => other !== workflow && other.id !== null && other.id === workflow.id)
    if (others.length === 0) return workflow
    const names = others.map(other => other.file).join(' and ')
    const message = `${names} ${others.length === 1 ? 'has' : 'have'} the same id; give one of them an id of its own`
    const issue: DocumentIssue = { ...workflow.idPosition, file: workflow.file, path: 'id', message, severity: 'error' }
    return { ...workflow, document: undefined, version: '', issues: [...workflow.issues, issue] }
  })
}

function strayRequests(root: string, disk: Disk, workflows: readonly LoadedWorkflow[]): DocumentIssue[] {
  const slugs = workflows.map(workflow => workflow.slug)
  return disk
    .list(join(root, 'requests'))
    .filter(entry => !slugs.includes(entry.name))
    .map(({ name, folder }) =>
      stray(
        `requests/${name}`,
        folder
          ? `There is no workflow workflows/${name}${WORKFLOW} for these requests${didYouMean(name, slugs)}`
          : 'This file is not read: requests stand in a folder named like their workflow',
      ),
    )
}
