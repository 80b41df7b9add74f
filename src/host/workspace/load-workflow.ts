import { createHash } from 'node:crypto'
import type { DocumentIssue } from '../../shared/control.ts'
import { UserError } from '../../shared/errors.ts'
import { isRecord } from '../../shared/json.ts'
import type { Settings } from '../../shared/settings.ts'
import { workflowSchema } from '../../shared/workflow.ts'
import { createReport } from './check-templates.ts'
import { checkWorkflow } from './check-workflow.ts'
import type { Disk } from './disk.ts'
import { resolveInside } from './paths.ts'
import { byPosition, readDocument } from './read-document.ts'
import type { FunctionSource, LoadedWorkflow } from './types.ts'
import { type DocumentPath, type Position, parseYamlFile, type YamlFile } from './yaml-file.ts'

/** A workflow without what depends on other files of its kind: its saved requests, and whether its id is its own. */
export interface WorkflowFile extends Omit<LoadedWorkflow, 'requests'> {
  /** The files of its Functions, relative to the workspace; those that are missing too. */
  readonly functionFiles: readonly string[]
  readonly idPosition: Position
}

/** Reads one workflow file. `source` goes in as bytes since its hash is the version. */
export function loadWorkflow(
  root: string,
  disk: Disk,
  settings: Settings,
  at: { slug: string; file: string; bytes: Buffer },
): WorkflowFile {
  const { slug, file, bytes } = at
  const yaml = parseYamlFile(file, bytes)
  const issues: DocumentIssue[] = []
  const read = readDocument(workflowSchema, yaml, issues)
  const functions = new Map<string, FunctionSource>()
  const hash = createHash('sha256').update(bytes)
  if (read) {
    const surroundings = {
      settings,
      readFunction: (path: string) => readFunction(root, disk, path),
      onFunction(stepId: string, path: string | undefined, source: string, step: DocumentPath) {
        const at = path === undefined ? startOf(yaml, [...step, 'code'], source) : undefined
        functions.set(stepId, { file: path ?? file, source, ...(at ? { at } : {}) })
        if (path !== undefined) hash.update(`\0${path}\0${Buffer.byteLength(source)}\0${source}`)
      },
    }
    checkWorkflow(read, surroundings, createReport(yaml, issues))
  }
  const document = issues.some(issue => issue.severity === 'error') ? undefined : read
  return {
    slug,
    file,
    id: document?.id ?? idOf(yaml.value, yaml.source),
    name: document?.name ?? nameOf(yaml.value) ?? slug,
    source: yaml.source,
    document,
    version: document ? hash.digest('hex') : '',
    functions,
    issues: byPosition(issues),
    functionFiles: functionFiles(yaml.value),
    idPosition: yaml.position(['id']),
  }
}

/** Where a Function's text begins in its document; undefined where its lines are not lines of the document (quoted text). */
function startOf(yaml: YamlFile, path: DocumentPath, source: string): Position | undefined {
  const [first, second] = [1, 2].map(line => yaml.positionOfLine(path, { line, column: 1 }))
  return source.trimEnd().includes('\n') && first?.line === second?.line ? undefined : first
}

function functionFiles(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(functionFiles)
  if (!isRecord(value)) return []
  const own = value.type === 'function' && typeof value.file === 'string' ? [value.file] : []
  return [...own, ...['steps', 'whenTrue', 'whenFalse'].flatMap(key => functionFiles(value[key]))]
}

function readFunction(root: string, disk: Disk, path: string): string {
  const bytes = disk.read(resolveInside(root, path))
  if (bytes === undefined) {
    throw new UserError(
      'NOT_FOUND',
      `There is no file ${path} in the workspace; make it, or write the function under code:`,
    )
  }
  return bytes.toString('utf8')
}

/** The id of a file that does not load: its `id` when it can be read, else its first `id:` line (contract §2, WORKFLOW_INVALID). */
function idOf(value: unknown, source: string): string | null {
  if (isRecord(value) && typeof value.id === 'string' && value.id !== '') return value.id
  const line = ID_LINE.exec(source) ?? ID_OF_FLOW.exec(source)
  return (line?.[1] ?? line?.[2] ?? line?.[3])?.trim() || null
}

const ID_LINE = /^\uFEFF?(?:id|"id"|'id')[ \t]*:[ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s#"'][^\r\n#]*))/m
/** A document written as JSON or flow YAML names its id first, as a rule; further in, `id` may be a step's. */
const ID_OF_FLOW =
  /^\uFEFF?\s*(?:#[^\n]*\n\s*)*\{\s*(?:id|"id"|'id')\s*:\s*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s#"',}][^\r\n#,}]*))/

function nameOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value.name === 'string' && value.name !== '' ? value.name : undefined
}
