import type { Database, Statement } from 'better-sqlite3'
import type { RunWorkflow } from '../engine/run.ts'
import { maskedTexts } from './masked-texts.ts'
import type { Masking } from './masking.ts'

/** The numbers of a run's workflow and of the version it ran. */
export interface WorkflowNumbers {
  readonly workflow: number
  readonly version: number
}

/** Workflows and their versions, each stored once; a version's snapshot is asked for only then. */
export class WorkflowRows {
  readonly #saveWorkflow: Statement<[string, string, string, string], number>
  readonly #findVersion: Statement<[number, string, string], number>
  readonly #saveVersion: Statement<[number, string, string, string, string]>
  readonly #masking: Masking
  readonly #namedSecrets: () => Readonly<Record<string, string>>
  #known = new WeakMap<RunWorkflow, WorkflowNumbers>()

  constructor(db: Database, masking: Masking, namedSecrets: () => Readonly<Record<string, string>>) {
    this.#masking = masking
    this.#namedSecrets = namedSecrets
    this.#saveWorkflow = db
      .prepare<[string, string, string, string], number>(
        `INSERT INTO workflows (id, slug, name, project) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, project = excluded.project
         RETURNING n`,
      )
      .pluck()
    this.#findVersion = db
      .prepare<[number, string, string], number>(
        'SELECT n FROM versions WHERE workflow = ? AND hash = ? AND project = ?',
      )
      .pluck()
    this.#saveVersion = db.prepare(
      'INSERT INTO versions (workflow, hash, name, project, snapshot) VALUES (?, ?, ?, ?, ?)',
    )
  }

  /** Numbers given inside a transaction that was rolled back are worth nothing. */
  forget(): void {
    this.#known = new WeakMap()
  }

  /** The numbers of a workflow as it is run now. Runs inside the writer's transaction. */
  numbers(workflow: RunWorkflow): WorkflowNumbers {
    const known = this.#known.get(workflow)
    if (known) return known
    const number = this.#saveWorkflow.get(workflow.id, workflow.slug, workflow.name, workflow.projectId) ?? 0
    const version =
      this.#findVersion.get(number, workflow.version, workflow.projectId) ??
      Number(
        this.#saveVersion.run(
          number,
          workflow.version,
          workflow.name,
          workflow.projectId,
          this.#snapshot(workflow.snapshot()),
        ).lastInsertRowid,
      )
    const numbers = { workflow: number, version }
    this.#known.set(workflow, numbers)
    return numbers
  }

  /** A snapshot without secrets, which says beside it where they stood. */
  #snapshot(text: string): string {
    const clean = this.#masking.text(text)
    if (clean === text) return text
    const snapshot = JSON.parse(text) as object
    return this.#masking.text(JSON.stringify({ ...snapshot, masked: maskedTexts(snapshot, this.#namedSecrets()) }))
  }
}
