import { DefaultReporter, type TestModule, type TestRunEndReason } from 'vitest/node'

/** A group of tests that this machine cannot run, and why. */
export interface SkippedGroup {
  readonly name: string
  readonly reason: string
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

function count(modules: readonly TestModule[], runErrors: number): Counts {
  const counts: Counts = { passed: 0, failed: runErrors, skipped: 0 }
  for (const module of modules) {
    counts.failed += module.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      counts[state === 'pending' ? 'skipped' : state] += 1
    }
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length
  }
  return counts
}

/**
 * Vitest's own report, then one line for each group that was left out, and at the very end one line
 * `N passed, N failed` (with `, N skipped` when there are any). In CI a group left out is a failure.
 */
export class SummaryReporter extends DefaultReporter {
  readonly #groups: readonly SkippedGroup[]
  readonly #ci: boolean

  constructor(groups: readonly SkippedGroup[], ci: boolean) {
    super({ summary: false })
    this.#groups = groups
    this.#ci = ci
  }

  override onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    errors: Parameters<DefaultReporter['onTestRunEnd']>[1],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd(modules, errors, reason)
    for (const group of this.#groups) {
      this.log(`${this.#ci ? 'FAILED' : 'Skipped'}: the ${group.name} tests did not run, because ${group.reason}.`)
    }
    const counts = count(modules, errors.length)
    if (this.#ci && this.#groups.length > 0) {
      counts.failed += this.#groups.length
      process.exitCode = 1
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
    this.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`)
  }
}
