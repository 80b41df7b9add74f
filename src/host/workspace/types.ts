import type { DocumentIssue } from '../../shared/control.ts'
import type { TestRequest } from '../../shared/request.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { VerifyKey } from './verify-key.ts'

/** A Function's source: where it stands (`workflows/create-lead.workflow.yaml` or its own file) and its text. */
export interface FunctionSource {
  readonly file: string
  readonly source: string
  /** Where in `file` the text begins, for one that stands in a document; line and column from 1. */
  readonly at?: { readonly line: number; readonly column: number }
}

export interface LoadedRequest {
  /** `<slug>/<name>` */
  readonly key: string
  readonly name: string
  readonly file: string
  readonly document: TestRequest | undefined
  readonly issues: readonly DocumentIssue[]
}

/** A workflow file as it stands on disk. Without `document` it does not load and `issues` say why. */
export interface LoadedWorkflow {
  readonly slug: string
  /** Relative to the workspace. */
  readonly file: string
  /** Of a broken file too, found by its `id:` line; null when there is none. */
  readonly id: string | null
  readonly name: string
  readonly source: string
  readonly document: Workflow | undefined
  /** SHA-256 over the document and its function files, hex; empty when it does not load. */
  readonly version: string
  readonly functions: ReadonlyMap<string, FunctionSource>
  readonly issues: readonly DocumentIssue[]
  readonly requests: readonly LoadedRequest[]
}

/** The folder as the host sees it, kept up to date with the disk. */
export interface Workspace {
  /** Real path. */
  readonly root: string
  /** `.triggerbench` inside it. */
  readonly dataDir: string
  readonly settings: Settings
  /** The public key of `auth.verify`, or why it cannot be used; undefined with `auth: off`. */
  readonly verifyKey: VerifyKey | undefined
  /** Problems of triggerbench.yaml and of stray files. */
  readonly issues: readonly DocumentIssue[]
  readonly workflows: readonly LoadedWorkflow[]
  /** Secret values by name, from `.triggerbench/secrets.json` and TRIGGERBENCH_SECRET_<NAME>. */
  readonly secrets: Readonly<Record<string, string>>
  /** By slug, id or name. */
  find(name: string): LoadedWorkflow | undefined
  /** The real path of a path in a document; throws a UserError when it leads out of the workspace. */
  resolve(path: string): string
  /** Called after documents changed on disk and were read again. Gives the function that ends it. */
  onChange(callback: () => void): () => void
  close(): Promise<void>
}
